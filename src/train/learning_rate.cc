#include "train/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace pyra {
namespace {

constexpr double kWarmup = 0.05;  // of all steps

}  // namespace

double LearningRate::at(std::int64_t epoch) const {
  const auto e = static_cast<double>(epoch);
  if (epoch < warmup) return warmup_start + e * (peak - warmup_start) / static_cast<double>(warmup);
  return floor + 0.5 * (peak - floor) * (1 + std::cos(std::numbers::pi * e / static_cast<double>(epochs)));
}

double StepLearningRate::at(std::int64_t step, std::int64_t steps) const {
  const double done = static_cast<double>(step) / static_cast<double>(std::max<std::int64_t>(steps, 1));
  if (done < kWarmup)
    return peak * (done + 1.0 / static_cast<double>(steps)) / (kWarmup + 1.0 / static_cast<double>(steps));
  return peak * 0.5 * (1 + std::cos(std::numbers::pi * (done - kWarmup) / (1 - kWarmup)));
}

}  // namespace pyra
