// bf16 dot products: each lane holds a pair of neighbouring factors, the first in its low half. Include only
// where
// __AVX512BF16__ is defined.
#pragma once

#include <immintrin.h>

#include "kernels/attention.h"
#include "kernels/simd/vector.h"

namespace pyra::PYRA_ISA {

struct PairProduct {
  PYRA_INLINE Vector add(Vector sum, Vector left, Vector right) {
    return reinterpret_cast<Vector>(_mm512_dpbf16_ps(
        reinterpret_cast<__m512>(sum), reinterpret_cast<__m512bh>(left), reinterpret_cast<__m512bh>(right)));
  }
};

/// Lane c of pair row j: element c of rows 2j and 2j + 1; rows beyond the last are zero.
PYRA_INLINE void pack_pairs(const Bf16* from, int64_t from_row, int64_t rows, int64_t columns, float* to,
                            int64_t width) {
  for (int64_t j = 0; 2 * j < rows; ++j) {
    for (int64_t c = 0; c < columns; c += kLanes) {
      const int64_t part = columns - c < kLanes ? columns - c : kLanes;
      const Bf16* low = from + 2 * j * from_row + c;
      const IntVector even = reinterpret_cast<IntVector>(part == kLanes ? load(low) : load_part(low, part));
      Vector odd{};
      if (2 * j + 1 < rows) odd = part == kLanes ? load(low + from_row) : load_part(low + from_row, part);
      // load() leaves a bf16 in the upper half of its lane.
      const IntVector pair = ((even >> 16) & 0xffff) | reinterpret_cast<IntVector>(odd);
      store(to + j * width + c, reinterpret_cast<Vector>(pair));
    }
  }
}

/// A row of float32 weights to bf16, in place: afterwards lane pairs lie in the first half.
PYRA_INLINE void narrow_row(float* row, int64_t width) {
  for (int64_t j = 0; j < width; j += kLanes) {
    const auto half = _mm512_cvtneps_pbh(reinterpret_cast<__m512>(load(row + j)));
    memcpy(reinterpret_cast<char*>(row) + j * 2, &half, sizeof half);
  }
}

/// to [rows / 2 rounded up, width]: lane j of pair row i holds element j of rows 2i and 2i + 1, the latter
/// zero beyond the last. `to` may be `rows_from`: every row is read before it is written.
PYRA_INLINE void join_rows(const float* rows_from, int64_t rows, int64_t width, float* to) {
  for (int64_t i = 0; 2 * i < rows; ++i) {
    const float* low = rows_from + 2 * i * width;
    for (int64_t j = 0; j < width; j += kLanes) {
      const Vector odd = 2 * i + 1 < rows ? load(low + width + j) : Vector{};
      const auto even_bits = _mm512_cvtepu16_epi32(
          reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(reinterpret_cast<__m512>(load(low + j)))));
      const auto odd_bits =
          _mm512_cvtepu16_epi32(reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(reinterpret_cast<__m512>(odd))));
      store(to + i * width + j,
            reinterpret_cast<Vector>(_mm512_or_si512(even_bits, _mm512_slli_epi32(odd_bits, 16))));
    }
  }
}

}  // namespace pyra::PYRA_ISA
