// Rows of logits to rows of weights, unnormalised.
#pragma once

#include "kernels/simd/vector.h"

namespace pyra::PYRA_ISA {

inline constexpr float kLog2e = 1.44269504088896341F;

/// bias [width] = log_size in units of log 2, -inf beyond `keys`, so that padding never counts.
PYRA_INLINE void fill_bias(const float* log_size, int64_t keys, int64_t width, float* bias) {
  for (int64_t j = 0; j < width; ++j)
    bias[j] = j >= keys ? -__builtin_inff() : log_size != nullptr ? log_size[j] * kLog2e : 0.0F;
}

/// row [width] <- 2^(factor row + bias - maximum); returns the sum. `factor` is the logits' scale in units of
/// log 2.
PYRA_INLINE float softmax_row(float* row, const float* bias, float factor, int64_t width) {
  Vector highest = broadcast(-__builtin_inff());
  for (int64_t j = 0; j < width; j += kLanes) {
    const Vector logit = load(row + j) * factor + load(bias + j);
    store(row + j, logit);
    highest = maximum(logit, highest);
  }
  const Vector top = broadcast(max_lanes(highest));
  Vector sum{};
  for (int64_t j = 0; j < width; j += kLanes) {
    const Vector weight = exp2_of(load(row + j) - top);
    store(row + j, weight);
    sum += weight;
  }
  return sum_lanes(sum);
}

}  // namespace pyra::PYRA_ISA
