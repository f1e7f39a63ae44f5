// Dropout whose mask is a function of a seed and an element's number: nothing is stored for the backward
// pass.
#pragma once

#include <cstdint>

namespace pyra {

struct DropoutSetting {
  std::uint64_t seed;
  float probability;  // of zeroing, in [0, 1)
};

/// to[i] = from[i] / (1 - probability) where element first + i is kept, else 0. `to` may be `from`. Its own
/// gradient: the same call on the gradient. Elements 2^32 apart share their fate.
void dropout(const float* from, std::int64_t first, std::int64_t count, const DropoutSetting& setting,
             float* to);

}  // namespace pyra
