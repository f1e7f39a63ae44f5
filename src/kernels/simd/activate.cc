// kernels/activate.h.
#include "kernels/activations/types.h"
#include "kernels/simd/lanes.h"
#include "kernels/simd/table.h"

namespace pyra::PYRA_ISA {
namespace {

template <typename Of, typename T>
PYRA_INLINE void forward_by(const T* z, int64_t count, T* to) {
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) store(to + i, Of::template of<Lanes>(load(z + i)));
  if (i < count) store_part(to + i, Of::template of<Lanes>(load_part(z + i, count - i)), count - i);
}

template <typename Of, typename T>
PYRA_INLINE void backward_by(const T* z, const T* gradient, int64_t count, T* to) {
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes)
    store(to + i, load(gradient + i) * Of::template slope<Lanes>(load(z + i)));
  if (i == count) return;
  const int64_t part = count - i;
  store_part(to + i, load_part(gradient + i, part) * Of::template slope<Lanes>(load_part(z + i, part)), part);
}

template <typename T>
PYRA_INLINE void forward(Activation activation, const T* z, int64_t count, T* to) {
  Activations::one(activation, [&]<typename Of>(Of) { forward_by<Of>(z, count, to); });
}

template <typename T>
PYRA_INLINE void backward(Activation activation, const T* z, const T* gradient, int64_t count, T* to) {
  Activations::one(activation, [&]<typename Of>(Of) { backward_by<Of>(z, gradient, count, to); });
}

}  // namespace

void activate_f32(Activation activation, const float* z, int64_t count, float* to) {
  forward(activation, z, count, to);
}
void activate_bf16(Activation activation, const Bf16* z, int64_t count, Bf16* to) {
  forward(activation, z, count, to);
}
void activate_backward_f32(Activation activation, const float* z, const float* gradient, int64_t count,
                           float* to) {
  backward(activation, z, gradient, count, to);
}
void activate_backward_bf16(Activation activation, const Bf16* z, const Bf16* gradient, int64_t count,
                            Bf16* to) {
  backward(activation, z, gradient, count, to);
}

}  // namespace pyra::PYRA_ISA
