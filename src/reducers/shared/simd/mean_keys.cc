// reducers/shared/mean_keys.h.
#include "reducers/shared/mean_keys.h"

#include "kernels/simd/vector.h"
#include "reducers/simd/table.h"

namespace pyra::PYRA_ISA {
namespace {

/// Columns [d, d + Vectors * kLanes) of one token, the sums held in registers.
template <int Vectors, typename T>
PYRA_INLINE void mean_columns(const T* token, int64_t heads, int64_t head_dim, float share, float* to) {
  Vector sum[Vectors] = {};
  for (int64_t h = 0; h < heads; ++h) {
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) sum[v] += load(token + h * head_dim + v * kLanes);
  }
#pragma GCC unroll 4
  for (int v = 0; v < Vectors; ++v) store(to + v * kLanes, sum[v] * share);
}

template <typename T>
PYRA_INLINE void mean_of(const T* k, int64_t row, int64_t tokens, int64_t heads, int64_t head_dim,
                         float* metric) {
  const float share = 1.0F / static_cast<float>(heads);
  for (int64_t i = 0; i < tokens; ++i) {
    const T* token = k + i * row;
    float* to = metric + i * head_dim;
    int64_t d = 0;
    for (; d + 4 * kLanes <= head_dim; d += 4 * kLanes)
      mean_columns<4>(token + d, heads, head_dim, share, to + d);
    for (; d + kLanes <= head_dim; d += kLanes) mean_columns<1>(token + d, heads, head_dim, share, to + d);
    if (d == head_dim) continue;
    Vector sum{};
    for (int64_t h = 0; h < heads; ++h) sum += load_part(token + h * head_dim + d, head_dim - d);
    store_part(to + d, sum * share, head_dim - d);
  }
}

}  // namespace

void mean_keys_f32(const float* k, int64_t row, int64_t tokens, int64_t heads, int64_t head_dim,
                   float* metric) {
  mean_of(k, row, tokens, heads, head_dim, metric);
}

void mean_keys_bf16(const Bf16* k, int64_t row, int64_t tokens, int64_t heads, int64_t head_dim,
                    float* metric) {
  mean_of(k, row, tokens, heads, head_dim, metric);
}

}  // namespace pyra::PYRA_ISA
