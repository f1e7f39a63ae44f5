// What tokens are matched by: the mean of a token's keys over the heads.
#pragma once

#include <cstdint>

#include "kernels/attention.h"

namespace pyra {

/// metric [N, D] = mean over H heads of K, read in place: head h of token i starts at k + i * row + h * D
/// (elements). T is float or Bf16; sums are float32, in the order of the heads.
template <typename T>
void mean_keys(const T* k, std::int64_t row, std::int64_t tokens, std::int64_t heads, std::int64_t head_dim,
               float* metric);

}  // namespace pyra
