#include "kernels/layer_norm.h"

#include "kernels/int8_offset.h"
#include "kernels/kernel_table.h"

namespace pyra {

void layer_norm(const float* x, std::int64_t rows, const NormWeights& norm, float* to) {
  kernels().layer_norm_f32(x, rows, norm, to);
}

void layer_norm(const float* x, std::int64_t rows, const NormWeights& norm, Bf16* to) {
  kernels().layer_norm_bf16(x, rows, norm, to);
}

void layer_norm(const float* x, std::int64_t rows, const NormWeights& norm, std::int8_t* to, float* scale,
                float* row_scratch) {
  kernels().layer_norm_s8(x, rows, norm, to, scale, row_scratch, int8_offset());
}

}  // namespace pyra
