// kernels/gelu.h.
#include "kernels/simd/gelu_of.h"
#include "kernels/simd/table.h"

namespace pyra::PYRA_ISA {
namespace {

template <typename Gelu, typename T>
PYRA_INLINE void forward_by(const T* z, int64_t count, T* to) {
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) store(to + i, Gelu::of(load(z + i)));
  if (i < count) store_part(to + i, Gelu::of(load_part(z + i, count - i)), count - i);
}

template <typename Gelu, typename T>
PYRA_INLINE void backward_by(const T* z, const T* gradient, int64_t count, T* to) {
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) store(to + i, load(gradient + i) * Gelu::slope(load(z + i)));
  if (i == count) return;
  const int64_t part = count - i;
  store_part(to + i, load_part(gradient + i, part) * Gelu::slope(load_part(z + i, part)), part);
}

template <typename T>
PYRA_INLINE void forward(Activation activation, const T* z, int64_t count, T* to) {
  with_activation(activation, [&]<typename Gelu>(Gelu) { forward_by<Gelu>(z, count, to); });
}

template <typename T>
PYRA_INLINE void backward(Activation activation, const T* z, const T* gradient, int64_t count, T* to) {
  with_activation(activation, [&]<typename Gelu>(Gelu) { backward_by<Gelu>(z, gradient, count, to); });
}

}  // namespace

void gelu_f32(Activation activation, const float* z, int64_t count, float* to) {
  forward(activation, z, count, to);
}
void gelu_bf16(Activation activation, const Bf16* z, int64_t count, Bf16* to) {
  forward(activation, z, count, to);
}
void gelu_backward_f32(Activation activation, const float* z, const float* gradient, int64_t count,
                       float* to) {
  backward(activation, z, gradient, count, to);
}
void gelu_backward_bf16(Activation activation, const Bf16* z, const Bf16* gradient, int64_t count, Bf16* to) {
  backward(activation, z, gradient, count, to);
}

}  // namespace pyra::PYRA_ISA
