#include "kernels/gelu.h"

#include "kernels/kernel_table.h"

namespace pyra {

template <>
void gelu(const float* z, std::int64_t count, float* to) {
  kernels().gelu_f32(z, count, to);
}
template <>
void gelu(const Bf16* z, std::int64_t count, Bf16* to) {
  kernels().gelu_bf16(z, count, to);
}
template <>
void gelu_backward(const float* z, const float* gradient, std::int64_t count, float* to) {
  kernels().gelu_backward_f32(z, gradient, count, to);
}
template <>
void gelu_backward(const Bf16* z, const Bf16* gradient, std::int64_t count, Bf16* to) {
  kernels().gelu_backward_bf16(z, gradient, count, to);
}

}  // namespace pyra
