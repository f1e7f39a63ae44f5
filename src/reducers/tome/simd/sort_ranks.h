// A stable sort without memory of its own.
#pragma once

#include "kernels/simd/vector.h"
#include "reducers/tome/match_scratch.h"

namespace pyra::PYRA_ISA {

/// A key that ascends where the score descends; 0 and -0 are the same.
PYRA_INLINE uint32_t descending_key(float score) {
  const float positive_zero = score + 0.0F;
  uint32_t bits;
  memcpy(&bits, &positive_zero, sizeof bits);
  return (bits >> 31) != 0 ? bits : ~(bits | 0x80000000U);
}

/// Radix sort by key, equal keys staying in order; `spare` is as long as `items`, where the result lies.
PYRA_INLINE void sort_by_key(RankedToken* items, int64_t count, RankedToken* spare) {
  for (int shift = 0; shift < 32; shift += 8) {
    int32_t start[257] = {};
    for (int64_t i = 0; i < count; ++i) ++start[((items[i].key >> shift) & 255) + 1];
    for (int digit = 0; digit < 256; ++digit) start[digit + 1] += start[digit];
    for (int64_t i = 0; i < count; ++i) spare[start[(items[i].key >> shift) & 255]++] = items[i];
    RankedToken* const sorted = spare;  // an even number of passes ends where it began
    spare = items;
    items = sorted;
  }
}

}  // namespace pyra::PYRA_ISA
