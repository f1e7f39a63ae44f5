// Mean and spread of one row, as every normalisation needs them.
#pragma once

#include "kernels/simd/vector.h"

namespace pyra::PYRA_ISA {

struct Moments {
  float mean, inverse_deviation;
};

/// The sum of term(vector) over a row, in four sums side by side: one alone would wait for each addition.
template <typename Term>
PYRA_INLINE float sum_row(const float* row, int64_t channels, const Term& term) {
  Vector sum[4] = {};
  int64_t c = 0;
  for (; c + 4 * kLanes <= channels; c += 4 * kLanes) {
#pragma GCC unroll 4
    for (int v = 0; v < 4; ++v) sum[v] += term(load(row + c + v * kLanes));
  }
  for (; c + kLanes <= channels; c += kLanes) sum[0] += term(load(row + c));
  float rest = 0;
  for (; c < channels; ++c) rest += term(broadcast(row[c]))[0];
  return sum_lanes((sum[0] + sum[1]) + (sum[2] + sum[3])) + rest;
}

PYRA_INLINE Moments moments_of(const float* row, int64_t channels, float eps) {
  const float mean = sum_row(row, channels, [](Vector x) { return x; }) / static_cast<float>(channels);
  // A second pass, since sum of squares minus square of sum would cancel.
  const float squares = sum_row(row, channels, [mean](Vector x) { return (x - mean) * (x - mean); });
  return {mean, 1.0F / __builtin_sqrtf(squares / static_cast<float>(channels) + eps)};
}

}  // namespace pyra::PYRA_ISA
