#include "kernels/small_product.h"

#include "kernels/kernel_table.h"

namespace pyra {

void small_product(const StridedMatrix& a, const float* b, std::int64_t b_row, const ProductShape& shape,
                   bool accumulate, float* to, std::int64_t to_row) {
  kernels().small_product(a, b, b_row, shape, accumulate, to, to_row);
}

}  // namespace pyra
