#include "pyra/elastic_engine.h"

#include <vector>

#include "pyra/error.h"

namespace pyra {

ElasticEngine::ElasticEngine(const PackedModel& model,
                             const std::vector<std::vector<std::int64_t>>& schedules,
                             const EngineOptions& options) {
  if (schedules.empty()) throw InputError("an elastic engine needs at least one schedule");
  for (const auto& rates : schedules) engines_.emplace_back(model, rates, options);
}

void ElasticEngine::prepare(std::int64_t batch) const {
  const Engine& first = engines_.front();
  first.check_batch(batch);
  const std::vector<float> images(static_cast<std::size_t>(batch * first.image_numbers()));
  std::vector<float> logits(static_cast<std::size_t>(batch * first.classes()));
  for (const Engine& engine : engines_) engine.run(images, batch, logits);
}

void ElasticEngine::set_level(std::size_t level) {
  at(level);
  level_.store(level, std::memory_order_relaxed);
}

const Engine& ElasticEngine::at(std::size_t level) const {
  if (level >= engines_.size()) {
    throw InputError("level " + std::to_string(level) + "; there are 0 to " +
                     std::to_string(engines_.size() - 1));
  }
  return engines_[level];
}

}  // namespace pyra
