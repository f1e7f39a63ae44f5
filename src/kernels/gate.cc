#include "kernels/gate.h"

#include "kernels/int8_offset.h"
#include "kernels/kernel_table.h"

namespace pyra {

template <>
void gate(Activation activation, const float* z, const GatedRows& shape, float* to) {
  kernels().gate_f32(activation, z, shape, to);
}
template <>
void gate(Activation activation, const Bf16* z, const GatedRows& shape, Bf16* to) {
  kernels().gate_bf16(activation, z, shape, to);
}
template <>
void gate_backward(Activation activation, const float* z, const float* gradient, const GatedRows& shape,
                   float* to) {
  kernels().gate_backward_f32(activation, z, gradient, shape, to);
}
template <>
void gate_backward(Activation activation, const Bf16* z, const Bf16* gradient, const GatedRows& shape,
                   Bf16* to) {
  kernels().gate_backward_bf16(activation, z, gradient, shape, to);
}

void dequantise_gated(const ScaledSums& product, Activation activation, std::int8_t* to, float* scale,
                      float* row_scratch) {
  kernels().dequantise_gated(product, activation, to, scale, row_scratch, int8_offset());
}

}  // namespace pyra
