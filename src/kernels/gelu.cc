#include "kernels/gelu.h"

#include "kernels/kernel_table.h"

namespace pyra {

template <>
void gelu(Activation activation, const float* z, std::int64_t count, float* to) {
  kernels().gelu_f32(activation, z, count, to);
}
template <>
void gelu(Activation activation, const Bf16* z, std::int64_t count, Bf16* to) {
  kernels().gelu_bf16(activation, z, count, to);
}
template <>
void gelu_backward(Activation activation, const float* z, const float* gradient, std::int64_t count,
                   float* to) {
  kernels().gelu_backward_f32(activation, z, gradient, count, to);
}
template <>
void gelu_backward(Activation activation, const Bf16* z, const Bf16* gradient, std::int64_t count, Bf16* to) {
  kernels().gelu_backward_bf16(activation, z, gradient, count, to);
}

}  // namespace pyra
