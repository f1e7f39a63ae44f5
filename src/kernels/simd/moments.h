// Mean and spread of one row, as every normalisation needs them.
#pragma once

#include "kernels/simd/vector.h"

namespace pyra::PYRA_ISA {

struct Moments {
  float mean, inverse_deviation;
};

PYRA_INLINE Moments moments_of(const float* row, int64_t channels, float eps) {
  const int64_t whole = channels / kLanes * kLanes;
  Vector total{};
  float rest = 0;
  for (int64_t c = 0; c < whole; c += kLanes) total += load(row + c);
  for (int64_t c = whole; c < channels; ++c) rest += row[c];
  const float mean = (sum_lanes(total) + rest) / static_cast<float>(channels);
  // A second pass, since sum of squares minus square of sum would cancel.
  Vector squares{};
  rest = 0;
  for (int64_t c = 0; c < whole; c += kLanes) {
    const Vector d = load(row + c) - mean;
    squares += d * d;
  }
  for (int64_t c = whole; c < channels; ++c) rest += (row[c] - mean) * (row[c] - mean);
  const float variance = (sum_lanes(squares) + rest) / static_cast<float>(channels);
  return {mean, 1.0F / __builtin_sqrtf(variance + eps)};
}

}  // namespace pyra::PYRA_ISA
