// Products of matrices too narrow for a library's kernels, on one core: those of low-rank maps.
#pragma once

#include <cstdint>

namespace pyra {

/// A float32 matrix whose element (m, k) lies at data[m * row + k * column]: as it is, or transposed.
struct StridedMatrix {
  const float* data;
  std::int64_t row, column;
};

struct ProductShape {
  std::int64_t rows, inner, columns;
};

/// to [rows, columns] (+)= a [rows, inner] b [inner, columns]; the rows of b and `to` start b_row and to_row
/// floats apart. Fastest where `columns` is a multiple of 16.
void small_product(const StridedMatrix& a, const float* b, std::int64_t b_row, const ProductShape& shape,
                   bool accumulate, float* to, std::int64_t to_row);

}  // namespace pyra
