// Copies of strided operands as the products want them: rows padded with zeros to whole vectors.
#pragma once

#include "kernels/simd/vector.h"

namespace pyra::PYRA_ISA {

/// to [rows, width] from rows of `columns` elements, the rest zero; width is whole vectors.
template <typename T>
PYRA_INLINE void pack_rows(const T* from, int64_t from_row, int64_t rows, int64_t columns, float* to,
                           int64_t width) {
  for (int64_t i = 0; i < rows; ++i) {
    int64_t c = 0;
    for (; c + kLanes <= columns; c += kLanes) store(to + i * width + c, load(from + i * from_row + c));
    if (c < columns) {
      store(to + i * width + c, load_part(from + i * from_row + c, columns - c));
      c += kLanes;
    }
    for (; c < width; c += kLanes) store(to + i * width + c, Vector{});
  }
}

/// Lanes of `a`, then of `b`, by number.
PYRA_INLINE Vector shuffle(Vector a, Vector b, IntVector lanes) {
#if defined(__clang__)  // which builds for fuzzing alone, and wants the numbers as constants
  Vector result{};
  for (int i = 0; i < kLanes; ++i) result[i] = lanes[i] < kLanes ? a[lanes[i]] : b[lanes[i] - kLanes];
  return result;
#else
  return __builtin_shuffle(a, b, lanes);
#endif
}

/// A square of kLanes x kLanes, transposed in registers.
PYRA_INLINE void transpose_square(Vector* rows) {
#pragma GCC unroll 8
  for (int half = 1; half < kLanes; half *= 2) {
#pragma GCC unroll 16
    for (int i = 0; i < kLanes; ++i) {
      if ((i & half) != 0) continue;
      const Vector a = rows[i], b = rows[i + half];
      IntVector low, high;
#pragma GCC unroll 16
      for (int lane = 0; lane < kLanes; ++lane) {
        low[lane] = (lane & half) != 0 ? kLanes + lane - half : lane;
        high[lane] = (lane & half) != 0 ? kLanes + lane : lane + half;
      }
      rows[i] = shuffle(a, b, low);
      rows[i + half] = shuffle(a, b, high);
    }
  }
}

/// to [columns, width] = the transpose of [rows, columns], columns of `to` beyond `rows` zero; width is whole
/// vectors.
template <typename T>
PYRA_INLINE void pack_transposed(const T* from, int64_t from_row, int64_t rows, int64_t columns, float* to,
                                 int64_t width) {
  for (int64_t i = 0; i < width; i += kLanes) {
    for (int64_t c = 0; c < columns; c += kLanes) {
      const int64_t part = columns - c < kLanes ? columns - c : kLanes;
      Vector square[kLanes];
#pragma GCC unroll 16
      for (int lane = 0; lane < kLanes; ++lane) {
        const T* row = from + (i + lane) * from_row + c;
        square[lane] = i + lane >= rows ? Vector{} : part == kLanes ? load(row) : load_part(row, part);
      }
      transpose_square(square);
      for (int64_t lane = 0; lane < part; ++lane) store(to + (c + lane) * width + i, square[lane]);
    }
  }
}

}  // namespace pyra::PYRA_ISA
