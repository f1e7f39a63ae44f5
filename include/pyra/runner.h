// Seam: a model ready to run on some device. pyra/engine.h is the CPU's; libpyra_cuda.so brings the GPU's.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "pyra/inference_model.h"

namespace pyra {

enum class Precision : std::uint8_t {
  f32,
  bf16,  // products and attention in bf16, residual stream, norms, softmax and matching in float32
  int8,  // products of the blocks in int8: weights per channel, activations per token as they come; the rest
         // as in bf16 where the CPU has it, else float32
};
/// "f32", "bf16", "int8".
std::string precision_name(Precision precision);
/// Throws InputError for another spelling.
Precision parse_precision(const std::string& name);

/// Where the time of one call went: milliseconds by kind of step ("qkv", "attention", "match", ...), in order
/// of the pass. `gmac`: multiply-adds (1e9) that the products and the attention of that kind ran.
struct StepTime {
  std::string step;
  double ms = 0;
  double gmac = 0;
};

/// What merged in a call, for pictures of tokens.
struct FollowedTokens {
  std::vector<std::int32_t>
      row;  // [batch, N0]: the row of the last block's output that each token is part of
};

/// Where a call writes, in host memory; what is empty or null is not wanted.
struct RunResults {
  std::span<float> logits = {};    // [batch, K]
  std::span<float> features = {};  // [batch, F]
  /// Which tokens merged; the last block then runs whole. Throws InputError where the device cannot tell.
  FollowedTokens* followed = nullptr;
};

class Runner {
 public:
  virtual ~Runner() = default;

  /// logits [batch, K] from images [batch, 3, H, W] float32, normalised. Any number of threads may call at
  /// once. The first call of a batch size plans it and allocates; later ones that want logits do not. Throws
  /// InputError for a batch below 1 or above most_pictures(), or that plainly does not fit the memory that is
  /// free; for spans of another size; for pixels that are NaN or infinite and for logits that become so.
  void run(std::span<const float> images, std::int64_t batch, std::span<float> logits) const {
    run(images, batch, RunResults{logits});
  }
  /// The same with more results than logits, at least one (InputError).
  void run(std::span<const float> images, std::int64_t batch, const RunResults& results) const;
  /// The same as the first, timed step by step.
  [[nodiscard]] std::vector<StepTime> profile(std::span<const float> images, std::int64_t batch,
                                              std::span<float> logits) const;

  virtual const VitConfig& config() const = 0;
  virtual const std::vector<std::int64_t>& rates() const = 0;
  std::int64_t classes() const;  // K: of the head; without one, the channels of the pooled features
  /// F: what the head reads of a picture, its channels; of a distilled model first what the head reads and
  /// then what head_dist reads, whose logits are averaged.
  std::int64_t features() const;
  std::int64_t image_numbers() const;  // 3 H W
  std::int64_t most_pictures() const;  // of one call
  /// Throws InputError for a batch below 1 or above most_pictures().
  void check_batch(std::int64_t batch) const;
  double gmac_executed() const;  // multiply-adds of one picture that really run

 protected:
  /// run() and profile() of sizes that fit; logits are always wanted, a null pointer is not.
  struct Pass {
    const float* images;
    std::int64_t batch;
    float* logits;
    float* features;
    FollowedTokens* followed;
    std::vector<StepTime>* times;
  };
  virtual void run_pass(const Pass& pass) const = 0;
};

/// Throws InputError where rates [depth] are more than fit (both printed).
void check_rates(const VitConfig& config, const std::vector<std::int64_t>& rates);

struct EngineOptions {
  int threads = 0;              // of one call; 0: as many as affinity and control groups allow
  std::vector<int> cores = {};  // bind those threads to these cores, in order; empty: the system decides
};

/// A device as users spell it: "cpu", "cuda" (the first GPU) or "cuda:1".
struct Device {
  bool cuda = false;
  int index = 0;  // of the GPU
};
/// Throws InputError for another spelling.
Device parse_device(const std::string& name);

/// The model on `device` at its own rates. `options` is for the CPU. Throws InputError where the device is
/// missing, unsupported or not built in, where it lacks the precision or the reducer, and where the model
/// does not fit together.
[[nodiscard]] std::unique_ptr<Runner> make_runner(const InferenceModel& model, Precision precision,
                                                  const Device& device, EngineOptions options = {});

}  // namespace pyra
