#include "kernels/activate.h"

#include "kernels/kernel_table.h"

namespace pyra {

template <>
void activate(Activation activation, const float* z, std::int64_t count, float* to) {
  kernels().activate_f32(activation, z, count, to);
}
template <>
void activate(Activation activation, const Bf16* z, std::int64_t count, Bf16* to) {
  kernels().activate_bf16(activation, z, count, to);
}
template <>
void activate_backward(Activation activation, const float* z, const float* gradient, std::int64_t count,
                       float* to) {
  kernels().activate_backward_f32(activation, z, gradient, count, to);
}
template <>
void activate_backward(Activation activation, const Bf16* z, const Bf16* gradient, std::int64_t count,
                       Bf16* to) {
  kernels().activate_backward_bf16(activation, z, gradient, count, to);
}

}  // namespace pyra
