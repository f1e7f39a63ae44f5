// Rows of channels, stored or added times a number.
#pragma once

#include "kernels/simd/for_columns.h"

namespace pyra::PYRA_ISA {

/// 1 where no sizes are kept.
PYRA_INLINE float size_of(const float* size, int64_t token) { return size != nullptr ? size[token] : 1.0F; }

PYRA_INLINE void store_scaled(const float* from, float scale, int64_t channels, float* to) {
  for_columns(channels, [&](int64_t c, auto lanes) { lanes.put(to + c, lanes.get(from + c) * scale); });
}

PYRA_INLINE void add_scaled(const float* from, float scale, int64_t channels, float* to) {
  for_columns(channels, [&](int64_t c, auto lanes) {
    lanes.put(to + c, lanes.get(to + c) + lanes.get(from + c) * scale);
  });
}

}  // namespace pyra::PYRA_ISA
