// The backward pass of kernels/attention.h with bf16 dot products.
#include "kernels/simd/attention_backward.h"
#include "kernels/simd/table.h"

#if defined(__AVX512BF16__)
#include "kernels/simd/pairs.h"
#endif

namespace pyra::PYRA_ISA {

#if defined(__AVX512BF16__)
namespace {

/// Rows of bf16 as rows of pairs, their lanes.
PYRA_INLINE const float* as_pairs(const Bf16* rows) { return reinterpret_cast<const float*>(rows); }

void backward_pairs(const AttentionHead<Bf16>& head, const AttentionShape& shape, const Bf16* out_gradient,
                    int64_t out_row, const AttentionGradient<Bf16>& gradient, float* scratch) {
  const int64_t pairs = shape.head_dim / 2, narrow = whole_vectors(pairs);
  const int64_t block = backward_block(shape.queries);
  // Pairs of keys: keys [N / 2, depth]; of channels: keys_t, values_t [D / 2, width]; of queries: weights,
  // once they have been P, of P and of dS.
  const auto at = carved<AttentionBackwardScratch>(scratch, shape, int64_t{kLanes}, block);
  const int64_t width = at.width, depth = at.depth;
  float *rows_in = at.queries,  // [block, narrow]: q, then dO, pairs of channels
      *joined = at.upstream;    // [block / 2, depth]: dO, then q, pairs of queries
  fill_bias(head.log_size, shape.keys, width, at.bias);
  const auto in = turned(head, shape, at.turned_queries, at.turned_keys);
  pack_pairs(in.k, in.k_row, shape.keys, shape.head_dim, at.keys, depth);
  pack_transposed(as_pairs(in.k), in.k_row / 2, shape.keys, pairs, at.keys_t, width);
  pack_transposed(as_pairs(head.v), head.kv_row / 2, shape.keys, pairs, at.values_t, width);
  memset(at.key_sum, 0, static_cast<size_t>(width * depth) * sizeof(float));
  memset(at.value_sum, 0, static_cast<size_t>(width * depth) * sizeof(float));
  for (int64_t first = 0; first < shape.queries; first += block) {
    const int64_t rows = shape.queries - first < block ? shape.queries - first : block, half = (rows + 1) / 2;
    const Bf16 *q = in.q + first * in.q_row, *upstream = out_gradient + first * out_row;
    pack_rows(as_pairs(q), in.q_row / 2, rows, pairs, rows_in, narrow);
    multiply<false, PairProduct>({rows_in, narrow, 1}, at.keys_t, width, rows, width, pairs, at.weights,
                                 width);
    pack_rows(as_pairs(upstream), out_row / 2, rows, pairs, rows_in, narrow);
    multiply<false, PairProduct>({rows_in, narrow, 1}, at.values_t, width, rows, width, pairs, at.slope,
                                 width);
    for (int64_t i = 0; i < rows; ++i) {
      const float total = softmax_row(at.weights + i * width, at.bias, head.scale * kLog2e, width);
      softmax_backward_row(at.weights + i * width, at.slope + i * width, total, head.scale, width);
    }
    join_rows(at.weights, rows, width, at.weights);
    pack_pairs(upstream, out_row, rows, shape.head_dim, joined, depth);
    multiply<true, PairProduct>({at.weights, 1, width}, joined, depth, shape.keys, depth, half, at.value_sum,
                                depth);
    join_rows(at.slope, rows, width, at.weights);
    pack_pairs(q, in.q_row, rows, shape.head_dim, joined, depth);
    multiply<true, PairProduct>({at.weights, 1, width}, joined, depth, shape.keys, depth, half, at.key_sum,
                                depth);
    for (int64_t i = 0; i < rows; ++i) narrow_row(at.slope + i * width, width);
    multiply<false, PairProduct>({at.slope, width, 1}, at.keys, depth, rows, depth, (shape.keys + 1) / 2,
                                 at.query_sum, depth);
    turn_back(at.query_sum, depth, rows, shape, head.query_turns, first);
    store_rows(at.query_sum, depth, rows, shape.head_dim, gradient.q + first * gradient.q_row,
               gradient.q_row);
  }
  turn_back(at.key_sum, depth, shape.keys, shape, head.key_turns, 0);
  store_rows(at.key_sum, depth, shape.keys, shape.head_dim, gradient.k, gradient.kv_row);
  store_rows(at.value_sum, depth, shape.keys, shape.head_dim, gradient.v, gradient.kv_row);
}

}  // namespace
#endif

void attention_backward_bf16(const AttentionHead<Bf16>& head, const AttentionShape& shape,
                             const Bf16* out_gradient, int64_t out_row,
                             const AttentionGradient<Bf16>& gradient, float* scratch) {
#if defined(__AVX512BF16__)
  if (shape.head_dim % 2 == 0 && head.q_row % 2 == 0 && head.kv_row % 2 == 0 && out_row % 2 == 0) {
    backward_pairs(head, shape, out_gradient, out_row, gradient, scratch);
    return;
  }
#endif
  backward(head, shape, out_gradient, out_row, gradient, scratch);
}

}  // namespace pyra::PYRA_ISA
