// Inference without torch: packed weights, a fixed plan of fused steps, one arena per call in flight.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pyra/inference_model.h"

namespace pyra {

enum class Precision : std::uint8_t {
  f32,
  bf16,  // products and attention in bf16, residual stream, norms, softmax and matching in float32
  int8,  // products of the blocks in int8: weights per channel, activations per token as they come; the rest as in bf16
         // where the CPU has it, else float32
};
/// "f32", "bf16", "int8".
std::string precision_name(Precision precision);
/// Throws InputError for another spelling.
Precision parse_precision(const std::string& name);

/// The model's weights in the layout of one precision. Immutable; engines of several schedules and thread counts
/// share one.
class PackedModel {
 public:
  /// Throws InputError where the model fails check_inference_model() or this CPU lacks the precision.
  PackedModel(const InferenceModel& model, Precision precision);
  const VitConfig& config() const;
  Precision precision() const;
  std::size_t bytes() const;

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  std::shared_ptr<const Impl> impl_;
};

struct EngineOptions {
  int threads = 0;         // OpenMP threads of one call; 0: all cores
  std::vector<int> cores;  // bind those threads to these cores, in order; empty: the system decides
};

/// Where the time of one call went: milliseconds by kind of step ("qkv", "attention", "match", ...), in order of the
/// pass. `gmac`: multiply-adds (1e9) that the products and the attention of that kind ran.
struct StepTime {
  std::string step;
  double ms = 0;
  double gmac = 0;
};

/// What merged in a call, for pictures of tokens.
struct FollowedTokens {
  std::vector<std::int32_t> row;  // [batch, N0]: the row of the last block's output that each token is part of
};

class Engine {
 public:
  /// `rates` [depth]: tokens to remove in each block; none larger than fits (InputError). Rates beyond those that the
  /// reducer's weights were trained at merge unmodulated.
  Engine(std::shared_ptr<const PackedModel> model, std::vector<std::int64_t> rates, EngineOptions options = {});
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  /// logits [batch, K] from images [batch, 3, H, W] float32, normalised. Any number of threads may call at once. The
  /// first call of a batch size plans it and allocates; later ones do not. Throws InputError for a batch below 1,
  /// for pixels that are NaN or infinite and for logits that become so.
  void run(const float* images, std::int64_t batch, float* logits) const;
  /// The same, and which tokens merged (the last block then runs whole).
  void run(const float* images, std::int64_t batch, float* logits, FollowedTokens& followed) const;
  /// The same, timed step by step.
  std::vector<StepTime> profile(const float* images, std::int64_t batch, float* logits) const;

  const PackedModel& model() const;
  const std::vector<std::int64_t>& rates() const;
  std::int64_t classes() const;       // K: of the head; without one, the channels of the pooled features
  double gmac_executed() const;       // multiply-adds of one picture that really run
  std::size_t arena_bytes(std::int64_t batch) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pyra
