// reducers/shared/class_attention.h: one query a head, so that the logits are dot products and nothing is
// packed.
#include "reducers/shared/class_attention.h"

#include "kernels/simd/vector.h"
#include "reducers/shared/simd/softmax_row.h"
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

/// The same with b turned: its channels d and d + count / 2 by angle d; turns: cosines, then sines.
template <typename T>
PYRA_INLINE float dot_turned(const T* a, const T* b, const float* turns, int64_t count) {
  const int64_t half = count / 2;
  Vector sum{};
  for (int64_t d = 0; d < half; d += kLanes) {
    const int64_t part = half - d < kLanes ? half - d : kLanes;
    const Vector low = load_part(b + d, part), high = load_part(b + half + d, part),
                 cosine = load_part(turns + d, part), sine = load_part(turns + half + d, part);
    sum += load_part(a + d, part) * (low * cosine - high * sine) +
           load_part(a + half + d, part) * (high * cosine + low * sine);
  }
  return sum_lanes(sum);
}

template <typename T>
PYRA_INLINE void attention_of_class(const T* q, const T* k, int64_t k_row, const AttentionShape& shape,
                                    int64_t heads, const float* log_size, const float* key_turns,
                                    float* attention, float* scratch) {
  const float scale = 1.0F / __builtin_sqrtf(static_cast<float>(shape.head_dim)),
              share = 1.0F / static_cast<float>(heads);
  for (int64_t j = 0; j < shape.keys; ++j) attention[j] = 0;
  for (int64_t h = 0; h < heads; ++h) {
    const int64_t column = h * shape.head_dim;
    for (int64_t j = 0; j < shape.keys; ++j) {
      const T* key = k + j * k_row + column;
      const float product = key_turns != nullptr
                                ? dot_turned(q + column, key, key_turns + j * shape.head_dim, shape.head_dim)
                                : dot(q + column, key, shape.head_dim);
      scratch[j] = product * scale + (log_size != nullptr ? log_size[j] : 0.0F);
    }
    softmax_row(scratch, shape.keys, share);
    for (int64_t j = 0; j < shape.keys; ++j) attention[j] += scratch[j];
  }
}

}  // namespace

void class_attention_f32(const float* q, const float* k, int64_t k_row, const AttentionShape& shape,
                         int64_t heads, const float* log_size, const float* key_turns, float* attention,
                         float* scratch) {
  attention_of_class(q, k, k_row, shape, heads, log_size, key_turns, attention, scratch);
}

void class_attention_bf16(const Bf16* q, const Bf16* k, int64_t k_row, const AttentionShape& shape,
                          int64_t heads, const float* log_size, const float* key_turns, float* attention,
                          float* scratch) {
  attention_of_class(q, k, k_row, shape, heads, log_size, key_turns, attention, scratch);
}

}  // namespace pyra::PYRA_ISA
