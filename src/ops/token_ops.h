// Seam: the operations on tokens of the device that a tensor is on. Choosing tokens and moving rows have no
// gradient here; the differentiable functions of match_op.h, segment_sum_op.h and merge_op.h are made of
// them.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "ops/draws.h"
#include "ops/match_op.h"
#include "ops/routes.h"

namespace pyra {

/// A block's weights for modulation, float32 (reducers/pyra/modulate_tokens.h); ranks beyond them merge
/// unmodulated. Undefined: none do.
struct ModulationWeights {
  at::Tensor w_r;                     // [ranks]
  at::Tensor w_d;                     // [C]
  at::Tensor norm_weight, norm_bias;  // [C]
  double eps = 1e-5;                  // of the norm
};

/// What is left after merging: N' = N - R tokens.
struct Merged {
  at::Tensor x;     // [B, N', C]
  at::Tensor size;  // [B, N'] float32: how many patches each token stands for
};

class TokenOps {
 public:
  virtual ~TokenOps() = default;
  /// metric [B, N, D] float32, contiguous; the rate fits.
  virtual Match match(const at::Tensor& metric, std::int64_t prefix, std::int64_t rate) const = 0;
  /// reducers/heed/route_by_heed.h over a batch: x [B, N, C], attention [B, N], size [B, N] or undefined, all
  /// float32 and contiguous; the rate fits.
  virtual Routes route_by_heed(const at::Tensor& x, const at::Tensor& attention, const at::Tensor& size,
                               std::int64_t prefix, std::int64_t rate) const = 0;
  /// reducers/shared/segment_sum.h over a batch; weight may be undefined.
  virtual at::Tensor segment_sum(const at::Tensor& input, const at::Tensor& segment, const at::Tensor& weight,
                                 std::int64_t segments) const = 0;
  virtual at::Tensor gather_rows(const at::Tensor& input, const at::Tensor& index,
                                 const at::Tensor& weight) const = 0;
  /// attention_op.h; differentiable.
  virtual at::Tensor attention(const at::Tensor& qkv, const at::Tensor& log_size, std::int64_t heads,
                               std::int64_t queries, const at::Tensor& turns) const = 0;
  /// Merging, modulated where there are weights; differentiable in x and the weights. x [B, N, C], size [B,
  /// N] float32.
  virtual Merged merge(const at::Tensor& x, const at::Tensor& size, const Match& match,
                       const ModulationWeights& weights) const = 0;
  /// x with each element zeroed with `probability` and the rest scaled up by 1 / (1 - probability);
  /// differentiable.
  virtual at::Tensor dropout(const at::Tensor& x, double probability, const Draws& draws) const = 0;
};

/// Of the tensor's device: the CPU, or a GPU through libpyra_cuda.so. Throws InputError for another.
const TokenOps& token_ops(const at::Tensor& on);

}  // namespace pyra
