// One model at several schedules, of which the caller picks one anew for every call: a server that falls
// behind merges more instead of refusing.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "pyra/engine.h"

namespace pyra {

class ElasticEngine {
 public:
  /// schedules: [depth] rates each, at least one (InputError), in the caller's order: these are levels 0, 1,
  /// ... They share the weights. Which schedules a model's weights serve, set_schedule() knows. Starts at
  /// level 0.
  ElasticEngine(const PackedModel& model, const std::vector<std::vector<std::int64_t>>& schedules,
                const EngineOptions& options = {});

  /// Plans calls of `batch` pictures at every level, so that from then on neither such a call nor a change of
  /// level allocates. Runs each level once.
  void prepare(std::int64_t batch) const;

  /// For the calls that start from now on, of any thread; those under way end as they began. Throws
  /// InputError for a level that is not there.
  void set_level(std::size_t level);
  std::size_t level() const { return level_.load(std::memory_order_relaxed); }
  std::size_t levels() const { return engines_.size(); }
  const Engine& at(std::size_t level) const;

  /// Engine::run() at level().
  void run(std::span<const float> images, std::int64_t batch, std::span<float> logits) const {
    engines_[level()].run(images, batch, logits);
  }
  void run(std::span<const float> images, std::int64_t batch, const RunResults& results) const {
    engines_[level()].run(images, batch, results);
  }

 private:
  std::vector<Engine> engines_;
  std::atomic<std::size_t> level_ = 0;
};

}  // namespace pyra
