// The backward pass of kernels/attention.h in float32, from and to any element. A block of queries at a time:
// their weights and the weights' gradients stay in the second cache, what they add to dK and dV accumulates
// in scratch.
#pragma once

#include "kernels/attention_scratch.h"
#include "kernels/simd/pack.h"
#include "kernels/simd/small_gemm.h"
#include "kernels/simd/softmax.h"
#include "kernels/simd/turn.h"

namespace pyra::PYRA_ISA {

static_assert(kBackwardBlock % kTileRows == 0);
/// Blocks of equal size and whole tiles, none above kBackwardBlock.
PYRA_INLINE int64_t backward_block(int64_t queries) {
  const int64_t blocks = (queries + kBackwardBlock - 1) / kBackwardBlock;
  const int64_t rows = (queries + blocks - 1) / blocks;
  return round_up<int64_t>(rows, kTileRows);
}

template <typename T>
PYRA_INLINE void store_rows(const float* from, int64_t from_row, int64_t rows, int64_t columns, T* to,
                            int64_t to_row) {
  for (int64_t i = 0; i < rows; ++i) {
    int64_t c = 0;
    for (; c + kLanes <= columns; c += kLanes) store(to + i * to_row + c, load(from + i * from_row + c));
    if (c < columns) store_part(to + i * to_row + c, load(from + i * from_row + c), columns - c);
  }
}

/// weights [width] unnormalised -> weights / total; slope [width]: dP -> scale P (dP - sum P dP) = dS.
PYRA_INLINE void softmax_backward_row(float* weights, float* slope, float total, float scale, int64_t width) {
  const float share = 1.0F / total;
  Vector sum{};
  for (int64_t j = 0; j < width; j += kLanes) {
    const Vector p = load(weights + j) * share;
    store(weights + j, p);
    sum += p * load(slope + j);
  }
  const float mean = sum_lanes(sum);
  for (int64_t j = 0; j < width; j += kLanes)
    store(slope + j, load(weights + j) * (load(slope + j) - mean) * scale);
}

/// Gradients of turned rows, from row `first` on, to those of the rows: a rotation's transpose turns back.
PYRA_INLINE void turn_back(float* sums, int64_t depth, int64_t rows, const AttentionShape& shape,
                           const float* turns, int64_t first) {
  if (shape.turned)
    turn_rows(sums, depth, rows, shape.head_dim, turns + first * shape.head_dim, -1.0F, sums, depth);
}

template <typename T>
PYRA_INLINE void backward(const AttentionHead<T>& head, const AttentionShape& shape, const T* out_gradient,
                          int64_t out_row, const AttentionGradient<T>& gradient, float* scratch) {
  const int64_t block = backward_block(shape.queries), inner = shape.head_dim;
  const auto at = carved<AttentionBackwardScratch>(scratch, shape, int64_t{kLanes}, block);
  const int64_t width = at.width, depth = at.depth;
  fill_bias(head.log_size, shape.keys, width, at.bias);
  const auto in = turned(head, shape, at.turned_queries, at.turned_keys);
  pack_rows(in.k, in.k_row, shape.keys, inner, at.keys, depth);
  pack_transposed(in.k, in.k_row, shape.keys, inner, at.keys_t, width);
  pack_transposed(head.v, head.kv_row, shape.keys, inner, at.values_t, width);
  memset(at.key_sum, 0, static_cast<size_t>(width * depth) * sizeof(float));
  memset(at.value_sum, 0, static_cast<size_t>(width * depth) * sizeof(float));
  for (int64_t first = 0; first < shape.queries; first += block) {
    const int64_t rows = shape.queries - first < block ? shape.queries - first : block;
    pack_rows(in.q + first * in.q_row, in.q_row, rows, inner, at.queries, depth);
    pack_rows(out_gradient + first * out_row, out_row, rows, inner, at.upstream, depth);
    multiply<false>({at.queries, depth, 1}, at.keys_t, width, rows, width, inner, at.weights, width);
    multiply<false>({at.upstream, depth, 1}, at.values_t, width, rows, width, inner, at.slope, width);
    for (int64_t i = 0; i < rows; ++i) {
      const float total = softmax_row(at.weights + i * width, at.bias, head.scale * kLog2e, width);
      softmax_backward_row(at.weights + i * width, at.slope + i * width, total, head.scale, width);
    }
    multiply<true>({at.weights, 1, width}, at.upstream, depth, shape.keys, depth, rows, at.value_sum, depth);
    multiply<true>({at.slope, 1, width}, at.queries, depth, shape.keys, depth, rows, at.key_sum, depth);
    multiply<false>({at.slope, width, 1}, at.keys, depth, rows, depth, shape.keys, at.query_sum, depth);
    turn_back(at.query_sum, depth, rows, shape, head.query_turns, first);
    store_rows(at.query_sum, depth, rows, inner, gradient.q + first * gradient.q_row, gradient.q_row);
  }
  turn_back(at.key_sum, depth, shape.keys, shape, head.key_turns, 0);
  store_rows(at.key_sum, depth, shape.keys, inner, gradient.k, gradient.kv_row);
  store_rows(at.value_sum, depth, shape.keys, inner, gradient.v, gradient.kv_row);
}

}  // namespace pyra::PYRA_ISA
