// The forward pass of kernels/attention.h in float32, from and to any element.
#pragma once

#include "kernels/attention_scratch.h"
#include "kernels/simd/pack.h"
#include "kernels/simd/small_gemm.h"
#include "kernels/simd/softmax.h"
#include "kernels/simd/turn.h"

namespace pyra::PYRA_ISA {

// Keys at a time in the second product: their weights, too, stay in the nearest cache.
inline constexpr int64_t kKeyBlock = 96;

/// out = mixed / total, row by row.
template <typename T>
PYRA_INLINE void store_mixed(const float* mixed, int64_t mixed_row, const float* total, int64_t rows,
                             int64_t columns, T* out, int64_t out_row) {
  for (int64_t i = 0; i < rows; ++i) {
    const float share = 1.0F / total[i];
    int64_t c = 0;
    for (; c + kLanes <= columns; c += kLanes)
      store(out + i * out_row + c, load(mixed + i * mixed_row + c) * share);
    if (c < columns) store_part(out + i * out_row + c, load(mixed + i * mixed_row + c) * share, columns - c);
  }
}

template <typename T>
PYRA_INLINE void attention_forward(const AttentionHead<T>& head, const AttentionShape& shape, T* out,
                                   int64_t out_row, float* scratch) {
  const auto at = carved<AttentionScratch>(scratch, shape, int64_t{kLanes});
  const int64_t width = at.width, depth = at.depth;
  fill_bias(head.log_size, shape.keys, width, at.bias);
  const auto in = turned(head, shape, at.turned_queries, at.turned_keys);
  pack_transposed(in.k, in.k_row, shape.keys, shape.head_dim, at.keys, width);
  pack_rows(head.v, head.kv_row, shape.keys, shape.head_dim, at.values, depth);
  for (int64_t first = 0; first < shape.queries; first += kQueryBlock) {
    const int64_t rows = shape.queries - first < kQueryBlock ? shape.queries - first : kQueryBlock;
    pack_rows(in.q + first * in.q_row, in.q_row, rows, shape.head_dim, at.queries, depth);
    multiply<false>({at.queries, depth, 1}, at.keys, width, rows, width, shape.head_dim, at.logits, width);
    float total[kQueryBlock];
    for (int64_t i = 0; i < rows; ++i)
      total[i] = softmax_row(at.logits + i * width, at.bias, head.scale * kLog2e, width);
    for (int64_t key = 0; key < shape.keys; key += kKeyBlock) {
      const int64_t inner = shape.keys - key < kKeyBlock ? shape.keys - key : kKeyBlock;
      const Left weights{at.logits + key, width, 1};
      if (key == 0)
        multiply<false>(weights, at.values, depth, rows, depth, inner, at.mixed, depth);
      else
        multiply<true>(weights, at.values + key * depth, depth, rows, depth, inner, at.mixed, depth);
    }
    store_mixed(at.mixed, depth, total, rows, shape.head_dim, out + first * out_row, out_row);
  }
}

}  // namespace pyra::PYRA_ISA
