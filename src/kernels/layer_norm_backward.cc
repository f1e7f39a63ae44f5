#include "kernels/layer_norm_backward.h"

#include "kernels/kernel_table.h"

namespace pyra {

void layer_norm_backward(const float* x, const float* gradient, std::int64_t rows, const NormWeights& norm,
                         float* to) {
  kernels().layer_norm_backward(x, gradient, rows, norm, to);
}

}  // namespace pyra
