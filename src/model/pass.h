// What one forward pass may do besides computing: draw random numbers, follow tokens.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <optional>

namespace pyra {

/// Two uniform rates of merging: the one that the weights were tuned at and the one of this pass.
struct RateShift {
  std::int64_t source = 0, target = 0;
};

/// Handed down by value. Default: evaluation.
struct Pass {
  /// Present while training: the source of dropout and drop path. Absent: neither is applied.
  std::optional<at::Generator> random = std::nullopt;
  /// Of several ranks: a source that draws the same on all of them, for what makes a step long or short.
  /// Absent: `random` serves.
  std::optional<at::Generator> common = std::nullopt;
  /// [1] int64 on the device: other masks from the same `random`, so that work queued once may run many
  /// times. Undefined: none.
  at::Tensor step_seed = {};
  /// Keep for each patch the row it ended up in (TokenState::source), for pictures of merged tokens.
  bool follow_tokens = false;
  /// Keep only each block's input for the backward pass, which then computes the block again.
  bool checkpointing = false;
  /// Products and attention in bf16 by torch's autocast; packed weights (Vit::pack) have a precision of their
  /// own.
  bool autocast = false;
  /// What a compensator (adapt/tocom.h) has to make up for; absent: nothing.
  std::optional<RateShift> shift = std::nullopt;
};

/// The next 64 bits of a training pass' generator: where a kernel draws by itself. 0 in evaluation.
std::uint64_t draw_seed(const Pass& pass);

/// x with each element zeroed with `probability` and the rest scaled up; x itself in evaluation.
at::Tensor dropout(const at::Tensor& x, double probability, const Pass& pass);

/// x [B, ...] with each picture's residual branch zeroed with `probability` and the rest scaled up
/// (stochastic depth, arXiv 1603.09382); x itself in evaluation.
at::Tensor drop_path(const at::Tensor& x, double probability, const Pass& pass);
/// x + drop_path(branch) in one sweep.
at::Tensor add_branch(const at::Tensor& x, const at::Tensor& branch, double probability, const Pass& pass);

}  // namespace pyra
