// float32 to bfloat16 and back, one number at a time.
#pragma once

#include <bit>
#include <cstdint>

#include "base/bf16.h"

namespace pyra {

inline float to_float(Bf16 x) { return std::bit_cast<float>(static_cast<std::uint32_t>(x) << 16); }
inline float to_float(float x) { return x; }

template <typename T>
T from_float(float x);

template <>
inline float from_float<float>(float x) {
  return x;
}

/// To the nearest, ties to even; NaN stays NaN.
template <>
inline Bf16 from_float<Bf16>(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  if (x != x) return static_cast<Bf16>((bits >> 16) | 0x40);
  return static_cast<Bf16>((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

}  // namespace pyra
