// Products of small matrices on one core, for the products inside attention and matching: oneDNN's are made
// for large ones. The left operand is broadcast, the right one is read in whole vectors.
#pragma once

#include "kernels/simd/vector.h"

namespace pyra::PYRA_ISA {

#if defined(__AVX512F__)
inline constexpr int kTileRows = 6, kTileVectors = 4;  // 24 of 32 registers accumulate
#else
inline constexpr int kTileRows = 6, kTileVectors = 2;  // 12 of 16
#endif

/// The left operand: element (m, k) lies at data[m * row + k * inner].
struct Left {
  const float* data;
  int64_t row, inner;
};

/// sum + left right, lane by lane.
struct FloatProduct {
  PYRA_INLINE Vector add(Vector sum, Vector left, Vector right) { return sum + left * right; }
};

template <typename Op, int Rows, int Vectors, bool Accumulate>
PYRA_INLINE void multiply_tile(Left a, const float* b, int64_t b_row, int64_t inner, float* c,
                               int64_t c_row) {
  Vector sum[Rows][Vectors];
#pragma GCC unroll 8
  for (int m = 0; m < Rows; ++m) {
#pragma GCC unroll 8
    for (int v = 0; v < Vectors; ++v) sum[m][v] = Accumulate ? load(c + m * c_row + v * kLanes) : Vector{};
  }
  for (int64_t k = 0; k < inner; ++k) {
    Vector right[Vectors];
#pragma GCC unroll 8
    for (int v = 0; v < Vectors; ++v) right[v] = load(b + k * b_row + v * kLanes);
#pragma GCC unroll 8
    for (int m = 0; m < Rows; ++m) {
      const Vector left = broadcast(a.data[m * a.row + k * a.inner]);
#pragma GCC unroll 8
      for (int v = 0; v < Vectors; ++v) sum[m][v] = Op::add(sum[m][v], left, right[v]);
    }
  }
#pragma GCC unroll 8
  for (int m = 0; m < Rows; ++m) {
#pragma GCC unroll 8
    for (int v = 0; v < Vectors; ++v) store(c + m * c_row + v * kLanes, sum[m][v]);
  }
}

template <typename Op, int Vectors, bool Accumulate>
PYRA_INLINE void multiply_columns(Left a, const float* b, int64_t b_row, int64_t rows, int64_t inner,
                                  float* c, int64_t c_row) {
  int64_t m = 0;
  for (; m + kTileRows <= rows; m += kTileRows) {
    multiply_tile<Op, kTileRows, Vectors, Accumulate>({a.data + m * a.row, a.row, a.inner}, b, b_row, inner,
                                                      c + m * c_row, c_row);
  }
  for (; m + 2 <= rows; m += 2) {
    multiply_tile<Op, 2, Vectors, Accumulate>({a.data + m * a.row, a.row, a.inner}, b, b_row, inner,
                                              c + m * c_row, c_row);
  }
  for (; m < rows; ++m) {
    multiply_tile<Op, 1, Vectors, Accumulate>({a.data + m * a.row, a.row, a.inner}, b, b_row, inner,
                                              c + m * c_row, c_row);
  }
}

/// c [rows, columns] (+)= a [rows, inner] b [inner, columns]; `columns`, and the rows of b and c, are whole
/// vectors.
template <bool Accumulate, typename Op = FloatProduct>
PYRA_INLINE void multiply(Left a, const float* b, int64_t b_row, int64_t rows, int64_t columns, int64_t inner,
                          float* c, int64_t c_row) {
  int64_t n = 0;
  for (; n + kTileVectors * kLanes <= columns; n += kTileVectors * kLanes) {
    multiply_columns<Op, kTileVectors, Accumulate>(a, b + n, b_row, rows, inner, c + n, c_row);
  }
  for (; n + 2 * kLanes <= columns; n += 2 * kLanes) {
    multiply_columns<Op, 2, Accumulate>(a, b + n, b_row, rows, inner, c + n, c_row);
  }
  for (; n < columns; n += kLanes)
    multiply_columns<Op, 1, Accumulate>(a, b + n, b_row, rows, inner, c + n, c_row);
}

PYRA_INLINE int64_t whole_vectors(int64_t count) { return round_up<int64_t>(count, kLanes); }

}  // namespace pyra::PYRA_ISA
