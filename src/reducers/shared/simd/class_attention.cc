// reducers/shared/class_attention.h: one query a head, so that the logits are dot products and nothing is
// packed.
#include "reducers/shared/class_attention.h"

#include "kernels/simd/vector.h"
#include "reducers/simd/table.h"

namespace pyra::PYRA_ISA {
namespace {

template <typename T>
PYRA_INLINE float dot(const T* a, const T* b, int64_t count) {
  Vector sum{};
  int64_t d = 0;
  for (; d + kLanes <= count; d += kLanes) sum += load(a + d) * load(b + d);
  if (d < count) sum += load_part(a + d, count - d) * load_part(b + d, count - d);
  return sum_lanes(sum);
}

/// weights [N] in place: softmax, times `share`.
PYRA_INLINE void softmax(float* weights, int64_t count, float share) {
  float highest = weights[0];
  for (int64_t i = 1; i < count; ++i) highest = weights[i] > highest ? weights[i] : highest;
  Vector sum{};
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    const Vector e = exp_of(load(weights + i) - broadcast(highest));
    store(weights + i, e);
    sum += e;
  }
  float total = sum_lanes(sum);
  if (i < count) {
    store_part(weights + i, exp_of(load_part(weights + i, count - i) - broadcast(highest)), count - i);
    for (; i < count; ++i) total += weights[i];
  }
  const float scale = share / total;
  for (int64_t j = 0; j < count; ++j) weights[j] *= scale;
}

template <typename T>
PYRA_INLINE void attention_of_class(const T* q, const T* k, int64_t k_row, const AttentionShape& shape,
                                    int64_t heads, const float* log_size, float* attention, float* scratch) {
  const float scale = 1.0F / __builtin_sqrtf(static_cast<float>(shape.head_dim)),
              share = 1.0F / static_cast<float>(heads);
  for (int64_t j = 0; j < shape.keys; ++j) attention[j] = 0;
  for (int64_t h = 0; h < heads; ++h) {
    const int64_t column = h * shape.head_dim;
    for (int64_t j = 0; j < shape.keys; ++j) {
      scratch[j] = dot(q + column, k + j * k_row + column, shape.head_dim) * scale +
                   (log_size != nullptr ? log_size[j] : 0.0F);
    }
    softmax(scratch, shape.keys, share);
    for (int64_t j = 0; j < shape.keys; ++j) attention[j] += scratch[j];
  }
}

}  // namespace

void class_attention_f32(const float* q, const float* k, int64_t k_row, const AttentionShape& shape,
                         int64_t heads, const float* log_size, float* attention, float* scratch) {
  attention_of_class(q, k, k_row, shape, heads, log_size, attention, scratch);
}

void class_attention_bf16(const Bf16* q, const Bf16* k, int64_t k_row, const AttentionShape& shape,
                          int64_t heads, const float* log_size, float* attention, float* scratch) {
  attention_of_class(q, k, k_row, shape, heads, log_size, attention, scratch);
}

}  // namespace pyra::PYRA_ISA
