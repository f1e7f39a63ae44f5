// One row of attention's weights.
#pragma once

#include "kernels/simd/vector.h"

namespace pyra::PYRA_ISA {

/// weights [N] in place: softmax, times `share`.
PYRA_INLINE void softmax_row(float* weights, int64_t count, float share) {
  float highest = weights[0];
  for (int64_t i = 1; i < count; ++i) highest = weights[i] > highest ? weights[i] : highest;
  Vector sum{};
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    const Vector e = exp_of(load(weights + i) - broadcast(highest));
    store(weights + i, e);
    sum += e;
  }
  float total = sum_lanes(sum);
  if (i < count) {
    store_part(weights + i, exp_of(load_part(weights + i, count - i) - broadcast(highest)), count - i);
    for (; i < count; ++i) total += weights[i];
  }
  const float scale = share / total;
  for (int64_t j = 0; j < count; ++j) weights[j] *= scale;
}

}  // namespace pyra::PYRA_ISA
