// How the learning rate falls: a warm-up, then half a cosine.
#pragma once

#include <cstdint>

namespace pyra {

/// One value an epoch.
struct LearningRate {
  double peak = 1e-3;
  double floor = 1e-5;  // where the cosine ends
  double warmup_start = 1e-6;
  std::int64_t warmup = 0;  // epochs
  std::int64_t epochs = 100;

  /// epoch < warmup: warmup_start + epoch (peak - warmup_start) / warmup,
  /// else floor + (peak - floor) (1 + cos(pi epoch / epochs)) / 2 (the PYRA paper's recipe, without its
  /// code's lag).
  double at(std::int64_t epoch) const;
};

/// One value a step: a linear warm-up over the first twentieth of all steps, then a cosine to zero.
struct StepLearningRate {
  double peak = 1e-3;

  double at(std::int64_t step, std::int64_t steps) const;
};

}  // namespace pyra
