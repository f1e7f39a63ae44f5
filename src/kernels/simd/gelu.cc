// kernels/gelu.h.
#include "kernels/simd/gelu_of.h"
#include "kernels/simd/table.h"

namespace pyra::PYRA_ISA {
namespace {

PYRA_INLINE Vector gelu_slope_of(Vector z) {
  const Vector density = exp2_of(z * z * -0.72134752044448170F) * 0.39894228040143268F;  // exp(-z^2 / 2) / sqrt(2 pi)
  return 0.5F * (1.0F + erf_of(z * 0.70710678118654752F)) + z * density;
}

template <typename T>
PYRA_INLINE void forward(const T* z, int64_t count, T* to) {
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) store(to + i, gelu_of(load(z + i)));
  if (i < count) store_part(to + i, gelu_of(load_part(z + i, count - i)), count - i);
}

template <typename T>
PYRA_INLINE void backward(const T* z, const T* gradient, int64_t count, T* to) {
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) store(to + i, load(gradient + i) * gelu_slope_of(load(z + i)));
  if (i == count) return;
  const int64_t part = count - i;
  store_part(to + i, load_part(gradient + i, part) * gelu_slope_of(load_part(z + i, part)), part);
}

}  // namespace

void gelu_f32(const float* z, int64_t count, float* to) { forward(z, count, to); }
void gelu_bf16(const Bf16* z, int64_t count, Bf16* to) { forward(z, count, to); }
void gelu_backward_f32(const float* z, const float* gradient, int64_t count, float* to) { backward(z, gradient, count, to); }
void gelu_backward_bf16(const Bf16* z, const Bf16* gradient, int64_t count, Bf16* to) { backward(z, gradient, count, to); }

}  // namespace pyra::PYRA_ISA
