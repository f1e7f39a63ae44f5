#include "kernels/quantise.h"

#include "kernels/int8_offset.h"
#include "kernels/kernel_table.h"

namespace pyra {

template <>
void quantise_rows(const float* from, std::int64_t rows, std::int64_t columns, std::int8_t* to,
                   float* scale) {
  kernels().quantise_rows_f32(from, rows, columns, to, scale, int8_offset());
}

template <>
void quantise_rows(const Bf16* from, std::int64_t rows, std::int64_t columns, std::int8_t* to, float* scale) {
  kernels().quantise_rows_bf16(from, rows, columns, to, scale, int8_offset());
}

template <>
void dequantise(const ScaledSums& product, float* to, std::int64_t to_row) {
  kernels().dequantise_f32(product, to, to_row);
}

template <>
void dequantise(const ScaledSums& product, Bf16* to, std::int64_t to_row) {
  kernels().dequantise_bf16(product, to, to_row);
}

void dequantise_add(const ScaledSums& product, float* to, std::int64_t to_row) {
  kernels().dequantise_add(product, to, to_row);
}

void dequantise_activated(const ScaledSums& product, Activation activation, std::int8_t* to, float* scale,
                          float* row_scratch) {
  kernels().dequantise_activated(product, activation, to, scale, row_scratch, int8_offset());
}

}  // namespace pyra
