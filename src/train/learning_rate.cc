#include "train/learning_rate.h"

#include <cmath>
#include <numbers>

namespace pyra {

double LearningRate::at(std::int64_t epoch) const {
  const auto e = static_cast<double>(epoch);
  if (epoch < warmup) return warmup_start + e * (peak - warmup_start) / static_cast<double>(warmup);
  return floor + 0.5 * (peak - floor) * (1 + std::cos(std::numbers::pi * e / static_cast<double>(epochs)));
}

}  // namespace pyra
