// kernels/small_product.h.
#include "kernels/small_product.h"

#include "kernels/simd/small_gemm.h"
#include "kernels/simd/table.h"

namespace pyra::PYRA_ISA {
namespace {

/// Columns beyond the last whole vector, one number at a time.
PYRA_INLINE void multiply_rest(const StridedMatrix& a, const float* b, int64_t b_row,
                               const ProductShape& shape, int64_t first, bool accumulate, float* to,
                               int64_t to_row) {
  for (int64_t m = 0; m < shape.rows; ++m) {
    for (int64_t n = first; n < shape.columns; ++n) {
      float sum = accumulate ? to[m * to_row + n] : 0.0F;
      for (int64_t k = 0; k < shape.inner; ++k) sum += a.data[m * a.row + k * a.column] * b[k * b_row + n];
      to[m * to_row + n] = sum;
    }
  }
}

}  // namespace

void small_product(const StridedMatrix& a, const float* b, int64_t b_row, const ProductShape& shape,
                   bool accumulate, float* to, int64_t to_row) {
  const int64_t whole = shape.columns / kLanes * kLanes;
  const Left left{a.data, a.row, a.column};
  if (accumulate) {
    multiply<true>(left, b, b_row, shape.rows, whole, shape.inner, to, to_row);
  } else {
    multiply<false>(left, b, b_row, shape.rows, whole, shape.inner, to, to_row);
  }
  if (whole < shape.columns) multiply_rest(a, b, b_row, shape, whole, accumulate, to, to_row);
}

}  // namespace pyra::PYRA_ISA
