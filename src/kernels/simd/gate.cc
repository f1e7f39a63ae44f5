// kernels/gate.h.
#include "kernels/gate.h"

#include "kernels/activations/types.h"
#include "kernels/simd/lanes.h"
#include "kernels/simd/round_row.h"
#include "kernels/simd/scaled_sums.h"
#include "kernels/simd/table.h"

namespace pyra::PYRA_ISA {
namespace {

template <typename T>
PYRA_INLINE Vector load_lanes(const T* from, int64_t lanes) {
  return lanes == kLanes ? load(from) : load_part(from, lanes);
}

/// body(column, lanes that count) along H columns: whole vectors are known as such where they are compiled.
template <typename Body>
PYRA_INLINE void for_vectors(int64_t width, const Body& body) {
  int64_t c = 0;
  for (; c + kLanes <= width; c += kLanes) body(c, kLanes);
  if (c < width) body(c, width - c);
}

template <typename Of, typename T>
PYRA_INLINE void forward_by(const T* z, const GatedRows& shape, T* to) {
  for (int64_t i = 0; i < shape.rows; ++i) {
    const T* row = z + 2 * i * shape.width;
    for_vectors(shape.width, [&](int64_t c, int64_t lanes) {
      const Vector open = Of::template of<Lanes>(load_lanes(row + c, lanes));
      store_lanes(to + i * shape.width + c, open * load_lanes(row + shape.width + c, lanes), lanes);
    });
  }
}

template <typename Of, typename T>
PYRA_INLINE void backward_by(const T* z, const T* gradient, const GatedRows& shape, T* to) {
  for (int64_t i = 0; i < shape.rows; ++i) {
    const T* row = z + 2 * i * shape.width;
    T* out = to + 2 * i * shape.width;
    for_vectors(shape.width, [&](int64_t c, int64_t lanes) {
      const Vector before = load_lanes(row + c, lanes), up = load_lanes(row + shape.width + c, lanes),
                   upstream = load_lanes(gradient + i * shape.width + c, lanes);
      store_lanes(out + c, upstream * up * Of::template slope<Lanes>(before), lanes);
      store_lanes(out + shape.width + c, upstream * Of::template of<Lanes>(before), lanes);
    });
  }
}

template <typename Of>
PYRA_INLINE void rounded_by(const ScaledSums& p, int8_t* to, float* scale, float* row, int32_t offset) {
  const int64_t width = p.columns / 2;
  for (int64_t i = 0; i < p.rows; ++i) {
    Vector largest{};
    for_vectors(width, [&](int64_t c, int64_t lanes) {
      const Vector value =
          Of::template of<Lanes>(values_at(p, i, c, lanes)) * values_at(p, i, width + c, lanes);
      store_lanes(row + c, value, lanes);
      largest = maximum(largest, magnitude(load_lanes(row + c, lanes)));
    });
    scale[i] = round_row(row, max_lanes(largest), width, to + i * width, offset);
  }
}

template <typename T>
PYRA_INLINE void forward(Activation activation, const T* z, const GatedRows& shape, T* to) {
  Activations::one(activation, [&]<typename Of>(Of) { forward_by<Of>(z, shape, to); });
}

template <typename T>
PYRA_INLINE void backward(Activation activation, const T* z, const T* gradient, const GatedRows& shape,
                          T* to) {
  Activations::one(activation, [&]<typename Of>(Of) { backward_by<Of>(z, gradient, shape, to); });
}

}  // namespace

void gate_f32(Activation activation, const float* z, const GatedRows& shape, float* to) {
  forward(activation, z, shape, to);
}
void gate_bf16(Activation activation, const Bf16* z, const GatedRows& shape, Bf16* to) {
  forward(activation, z, shape, to);
}
void gate_backward_f32(Activation activation, const float* z, const float* gradient, const GatedRows& shape,
                       float* to) {
  backward(activation, z, gradient, shape, to);
}
void gate_backward_bf16(Activation activation, const Bf16* z, const Bf16* gradient, const GatedRows& shape,
                        Bf16* to) {
  backward(activation, z, gradient, shape, to);
}

void dequantise_gated(const ScaledSums& p, Activation activation, int8_t* to, float* scale,
                      float* row_scratch, int32_t offset) {
  Activations::one(activation, [&]<typename Of>(Of) { rounded_by<Of>(p, to, scale, row_scratch, offset); });
}

}  // namespace pyra::PYRA_ISA
