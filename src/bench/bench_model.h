// A model packed once a precision, with an engine for every schedule asked for.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "engine/cuda_library.h"
#include "pyra/bench.h"

namespace pyra {

class BenchModel {
 public:
  /// On the CPU packs `model` for every precision and lets its float32 weights go. largest_batch: of
  /// random_images(). A model that merges nothing becomes ToMe, so that every schedule can be run. threads:
  /// of the CPU.
  BenchModel(InferenceModel model, const std::vector<Precision>& precisions, std::int64_t largest_batch,
             int threads, const Device& device = {});

  const VitConfig& config() const { return config_; }
  /// The engine of these rates; made where there is none yet.
  const Runner& engine(Precision precision, const std::vector<std::int64_t>& rates);
  /// Runs `engine` once on random pictures; on a GPU they are copied there once and stay.
  void run(const Runner& engine, std::int64_t batch);
  /// The mean times of several calls, at least 3 and at least half a second.
  std::vector<StepTime> profile(const Runner& engine, std::int64_t batch);
  /// What the engine takes on the GPU; 0 on the CPU.
  std::size_t device_bytes(const Runner& engine, std::int64_t batch) const;
  /// Milliseconds of one picture alone at these rates: what `latency-ms=` is fitted to.
  double latency_ms(Precision precision, const std::vector<std::int64_t>& rates);

 private:
  std::unique_ptr<Runner> make(Precision precision, const std::vector<std::int64_t>& rates);

  VitConfig config_;
  int threads_;
  Device device_;
  std::optional<InferenceModel> model_;  // for a GPU, where every engine has weights of its own
  std::map<Precision, PackedModel> packed_;
  std::map<std::pair<Precision, std::vector<std::int64_t>>, std::unique_ptr<Runner>> engines_;
  std::set<std::pair<const Runner*, std::int64_t>> resident_;  // whose pictures of that batch are on the GPU
  std::vector<float> images_;                                  // [largest batch, 3, H, W]
  std::vector<float> logits_;
};

}  // namespace pyra
