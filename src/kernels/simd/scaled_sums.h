// What an int8 product left (kernels/quantise.h), as numbers.
#pragma once

#include "kernels/quantise.h"
#include "kernels/simd/vector.h"

namespace pyra::PYRA_ISA {

PYRA_INLINE Vector difference(const int32_t* a, const int32_t* b) {
  IntVector from, take;
  memcpy(&from, a, sizeof from);
  memcpy(&take, b, sizeof take);
  return __builtin_convertvector(from - take, Vector);
}

/// Row i, from column c on.
PYRA_INLINE Vector values_at(const ScaledSums& p, int64_t i, int64_t c) {
  return difference(p.sums + i * p.columns + c, p.zero_sums + c) *
             (p.row_scale[i] * load(p.column_scale + c)) +
         load(p.bias + c);
}

/// The first `count` of them; the other lanes are zero.
PYRA_INLINE Vector values_at(const ScaledSums& p, int64_t i, int64_t c, int64_t count) {
  if (count >= kLanes) return values_at(p, i, c);
  int32_t lanes[kLanes] = {}, zeros[kLanes] = {};
  memcpy(lanes, p.sums + i * p.columns + c, static_cast<size_t>(count) * sizeof(int32_t));
  memcpy(zeros, p.zero_sums + c, static_cast<size_t>(count) * sizeof(int32_t));
  return difference(lanes, zeros) * (p.row_scale[i] * load_part(p.column_scale + c, count)) +
         load_part(p.bias + c, count);
}

/// body(column, vector of values, lanes that count) along row i.
template <typename Body>
PYRA_INLINE void for_values(const ScaledSums& p, int64_t i, const Body& body) {
  int64_t c = 0;
  for (; c + kLanes <= p.columns; c += kLanes) body(c, values_at(p, i, c), kLanes);
  if (c < p.columns) body(c, values_at(p, i, c, p.columns - c), p.columns - c);
}

template <typename T>
PYRA_INLINE void store_lanes(T* to, Vector v, int64_t lanes) {
  lanes == kLanes ? store(to, v) : store_part(to, v, lanes);
}

}  // namespace pyra::PYRA_ISA
