// Vectors as wide as the instruction set that this file is being compiled for. Every file of this folder is
// compiled once per set, each time in a namespace of its own (PYRA_ISA), so that no function of one set can
// be linked into another: include nothing here that defines inline functions of its own beyond the C headers,
// unless they are always inlined.
#pragma once

#include <stdint.h>
#include <string.h>

#include "base/memory/padding.h"

#if !defined(PYRA_ISA)
#error "compile through pyra_simd() of cmake/PyraRoom.cmake"
#endif

namespace pyra::PYRA_ISA {

#if defined(__AVX512F__)
inline constexpr int kLanes = 16;
#elif defined(__AVX2__)
inline constexpr int kLanes = 8;
#else
inline constexpr int kLanes = 4;
#endif
static_assert(kLanes <= kWidestLanes, "scratch memory is measured for kWidestLanes (base/memory/padding.h)");

typedef float Vector __attribute__((vector_size(kLanes * 4)));
typedef int32_t IntVector __attribute__((vector_size(kLanes * 4)));
typedef uint16_t HalfVector __attribute__((vector_size(kLanes * 2)));
typedef int8_t ByteVector __attribute__((vector_size(kLanes)));

#define PYRA_INLINE static inline __attribute__((always_inline))

PYRA_INLINE Vector load(const float* from) {
  Vector v;
  memcpy(&v, from, sizeof v);
  return v;
}
PYRA_INLINE void store(float* to, Vector v) { memcpy(to, &v, sizeof v); }
PYRA_INLINE Vector broadcast(float x) { return Vector{} + x; }

/// The first `count` lanes; the others are zero.
PYRA_INLINE Vector load_part(const float* from, int64_t count) {
  Vector v{};
  memcpy(&v, from, static_cast<size_t>(count) * sizeof(float));
  return v;
}
PYRA_INLINE void store_part(float* to, Vector v, int64_t count) {
  memcpy(to, &v, static_cast<size_t>(count) * sizeof(float));
}

PYRA_INLINE Vector select(IntVector mask, Vector yes, Vector no) { return mask ? yes : no; }
PYRA_INLINE Vector maximum(Vector a, Vector b) { return a > b ? a : b; }
PYRA_INLINE Vector minimum(Vector a, Vector b) { return a < b ? a : b; }

PYRA_INLINE float sum_lanes(Vector v) {
  float lanes[kLanes];
  store(lanes, v);
  for (int width = kLanes / 2; width > 0; width /= 2) {
    for (int i = 0; i < width; ++i) lanes[i] += lanes[i + width];
  }
  return lanes[0];
}
PYRA_INLINE float max_lanes(Vector v) {
  float lanes[kLanes], best;
  store(lanes, v);
  best = lanes[0];
  for (int i = 1; i < kLanes; ++i) best = lanes[i] > best ? lanes[i] : best;
  return best;
}

/// bfloat16 to float32 is exact; back, it rounds to the nearest, ties to even.
PYRA_INLINE Vector load(const uint16_t* from) {
  HalfVector half;
  memcpy(&half, from, sizeof half);
  const IntVector bits = __builtin_convertvector(half, IntVector) << 16;
  Vector v;
  memcpy(&v, &bits, sizeof v);
  return v;
}
PYRA_INLINE HalfVector to_bf16(Vector v) {
  IntVector bits;
  memcpy(&bits, &v, sizeof v);
  const IntVector rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  const IntVector nan = (bits >> 16) | 0x40;  // a NaN must not round to infinity
  return __builtin_convertvector(v == v ? rounded : nan, HalfVector);
}
PYRA_INLINE void store(uint16_t* to, Vector v) {
  const HalfVector half = to_bf16(v);
  memcpy(to, &half, sizeof half);
}
PYRA_INLINE Vector load_part(const uint16_t* from, int64_t count) {
  uint16_t lanes[kLanes] = {};
  memcpy(lanes, from, static_cast<size_t>(count) * sizeof(uint16_t));
  return load(lanes);
}
PYRA_INLINE void store_part(uint16_t* to, Vector v, int64_t count) {
  const HalfVector half = to_bf16(v);
  memcpy(to, &half, static_cast<size_t>(count) * sizeof(uint16_t));
}

/// Nearest integer for |x| < 2^22.
PYRA_INLINE Vector round_to_int(Vector x) {
  const Vector magic = broadcast(12582912.0F);  // 1.5 * 2^23
  return (x + magic) - magic;
}

/// e^x with a relative error below 2e-7; 0 below -87.3, clamped above 88.
PYRA_INLINE Vector exp_of(Vector x) {
  const Vector clamped = minimum(maximum(x, broadcast(-87.33F)), broadcast(88.0F));
  const Vector n = round_to_int(clamped * 1.44269504088896341F);
  // ln 2 in two parts, so that the reduction loses nothing.
  const Vector r = (clamped - n * 0.693359375F) - n * -2.12194440e-4F;
  Vector p = broadcast(1.9875691500e-4F);
  p = p * r + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * (r * r) + r + 1.0F;
  const IntVector power = (__builtin_convertvector(n, IntVector) + 127) << 23;
  Vector scale;
  memcpy(&scale, &power, sizeof scale);
  return select(x < -87.33F, Vector{}, p * scale);
}

/// 2^x with a relative error below 2e-7; 0 below -126, clamped above 127.
PYRA_INLINE Vector exp2_of(Vector x) {
  const Vector clamped = minimum(maximum(x, broadcast(-126.0F)), broadcast(127.0F));
  const Vector magic = broadcast(12582912.0F);
  const Vector shifted = clamped + magic;  // the nearest integer stands in the low bits
  const Vector r = clamped - (shifted - magic);
  Vector p = broadcast(1.535336188319500e-4F);
  p = p * r + 1.339887440266574e-3F;
  p = p * r + 9.618437357674640e-3F;
  p = p * r + 5.550332471162809e-2F;
  p = p * r + 2.402264791363012e-1F;
  p = p * r + 6.931472028550421e-1F;
  p = p * r + 1.0F;
  IntVector bits, power;
  memcpy(&bits, &p, sizeof bits);
  memcpy(&power, &shifted, sizeof power);
  bits += power << 23;
  memcpy(&p, &bits, sizeof p);
  return select(x < -126.0F, Vector{}, p);
}

}  // namespace pyra::PYRA_ISA
