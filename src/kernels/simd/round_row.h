// One row of float32 to int8 with a scale of its own.
#pragma once

#include "kernels/simd/vector.h"

namespace pyra::PYRA_ISA {

PYRA_INLINE Vector magnitude(Vector v) { return v < 0.0F ? -v : v; }

template <typename T>
PYRA_INLINE float largest_magnitude(const T* row, int64_t columns) {
  Vector largest{};
  int64_t c = 0;
  for (; c + kLanes <= columns; c += kLanes) largest = maximum(largest, magnitude(load(row + c)));
  if (c < columns) largest = maximum(largest, magnitude(load_part(row + c, columns - c)));
  return max_lanes(largest);
}

/// Stores round(row / scale) + offset and returns scale = largest / 127 (1 where the row is zero).
template <typename T>
PYRA_INLINE float round_row(const T* row, float largest, int64_t columns, int8_t* to, int32_t offset) {
  const float scale = largest > 0 ? largest / 127.0F : 1.0F;
  const float inverse = 1.0F / scale;
  int64_t c = 0;
  for (; c + kLanes <= columns; c += kLanes) {
    const ByteVector bytes = __builtin_convertvector(
        __builtin_convertvector(round_to_int(load(row + c) * inverse), IntVector) + offset, ByteVector);
    memcpy(to + c, &bytes, sizeof bytes);
  }
  if (c < columns) {
    const Vector rounded = round_to_int(load_part(row + c, columns - c) * inverse);
    for (int64_t lane = 0; c + lane < columns; ++lane) {
      to[c + lane] = static_cast<int8_t>(static_cast<int32_t>(rounded[lane]) + offset);
    }
  }
  return scale;
}

}  // namespace pyra::PYRA_ISA
