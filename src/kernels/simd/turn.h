// Rotary positions (arXiv 2104.09864, section 3.4.2): the channels d and d + D / 2 of a row are the two
// coordinates of a point that is turned by an angle of the row's own.
#pragma once

#include "kernels/attention.h"
#include "kernels/simd/vector.h"

namespace pyra::PYRA_ISA {

/// turns [rows, D]: the cosines of a row's D / 2 angles, then the sines. direction: 1, or -1 to turn back.
/// `to` may be `from`.
template <typename T>
PYRA_INLINE void turn_rows(const T* from, int64_t from_row, int64_t rows, int64_t head_dim,
                           const float* turns, float direction, T* to, int64_t to_row) {
  const int64_t half = head_dim / 2;
  for (int64_t i = 0; i < rows; ++i) {
    const T* x = from + i * from_row;
    const float* cosine = turns + i * head_dim;
    T* y = to + i * to_row;
    int64_t c = 0;
    for (; c + kLanes <= half; c += kLanes) {
      const Vector a = load(x + c), b = load(x + half + c), sine = load(cosine + half + c) * direction;
      store(y + c, a * load(cosine + c) - b * sine);
      store(y + half + c, b * load(cosine + c) + a * sine);
    }
    if (c == half) continue;
    const int64_t part = half - c;
    const Vector a = load_part(x + c, part), b = load_part(x + half + c, part),
                 sine = load_part(cosine + half + c, part) * direction, cos = load_part(cosine + c, part);
    store_part(y + c, a * cos - b * sine, part);
    store_part(y + half + c, b * cos + a * sine, part);
  }
}

/// Queries and keys as products read them.
template <typename T>
struct Turned {
  const T *q, *k;
  int64_t q_row, k_row;
};

/// As they are, or turned into `queries` [M, D] and `keys` [N, D].
template <typename T>
PYRA_INLINE Turned<T> turned(const AttentionHead<T>& head, const AttentionShape& shape, float* queries,
                             float* keys) {
  if (!shape.turned) return {head.q, head.k, head.q_row, head.kv_row};
  auto *q = reinterpret_cast<T*>(queries), *k = reinterpret_cast<T*>(keys);
  const int64_t row = shape.head_dim;
  turn_rows(head.q, head.q_row, shape.queries, row, head.query_turns, 1.0F, q, row);
  turn_rows(head.k, head.kv_row, shape.keys, row, head.key_turns, 1.0F, k, row);
  return {q, k, row, row};
}

}  // namespace pyra::PYRA_ISA
