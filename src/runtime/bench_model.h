// A model packed once a precision, with an engine for every schedule asked for.
#pragma once

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "pyra/bench.h"

namespace pyra {

class BenchModel {
 public:
  /// Packs `model` for every precision and lets its float32 weights go. largest_batch: of random_images(). A model that
  /// merges nothing becomes ToMe, so that every schedule can be run.
  BenchModel(InferenceModel model, const std::vector<Precision>& precisions, std::int64_t largest_batch, int threads);

  const VitConfig& config() const { return config_; }
  /// The engine of these rates; made where there is none yet.
  const Engine& engine(Precision precision, const std::vector<std::int64_t>& rates);
  /// Runs `engine` once on random pictures.
  void run(const Engine& engine, std::int64_t batch);
  /// The mean times of several calls, at least 3 and at least half a second.
  std::vector<StepTime> profile(const Engine& engine, std::int64_t batch);
  /// Milliseconds of one picture alone at these rates: what `latency-ms=` is fitted to.
  double latency_ms(Precision precision, const std::vector<std::int64_t>& rates);

 private:
  VitConfig config_;
  int threads_;
  std::map<Precision, std::shared_ptr<const PackedModel>> packed_;
  std::map<std::pair<Precision, std::vector<std::int64_t>>, Engine> engines_;
  std::vector<float> images_;  // [largest batch, 3, H, W]
  std::vector<float> logits_;
};

}  // namespace pyra
