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
  const int64_t width = whole_vectors(shape.keys), depth = whole_vectors(shape.head_dim),
                pairs = shape.head_dim / 2;
  const int64_t block = backward_block(shape.queries), narrow = whole_vectors(pairs);
  float* keys = scratch;                 // [N / 2, depth] pairs of keys
  float* keys_t = keys + width * depth;  // [D / 2, width] pairs of channels, as the next
  float* values_t = keys_t + depth * width;
  float* key_sum = values_t + depth * width;   // [N, depth]: dK
  float* value_sum = key_sum + width * depth;  // [N, depth]: dV
  float* rows_in = value_sum + width * depth;  // [block, narrow]: q, then dO, pairs of channels
  float* joined = rows_in + block * depth;     // [block / 2, depth]: dO, then q, pairs of queries
  float* query_sum = joined + block * depth;   // [block, depth]: dQ
  float* weights = query_sum + block * depth;  // [block, width]: P; then pairs of queries of P and of dS
  float* slope = weights + block * width;      // [block, width]: dP, then dS
  float* bias = slope + block * width;         // [width]
  fill_bias(head.log_size, shape.keys, width, bias);
  pack_pairs(head.k, head.kv_row, shape.keys, shape.head_dim, keys, depth);
  pack_transposed(as_pairs(head.k), head.kv_row / 2, shape.keys, pairs, keys_t, width);
  pack_transposed(as_pairs(head.v), head.kv_row / 2, shape.keys, pairs, values_t, width);
  memset(key_sum, 0, static_cast<size_t>(2 * width * depth) * sizeof(float));
  for (int64_t first = 0; first < shape.queries; first += block) {
    const int64_t rows = shape.queries - first < block ? shape.queries - first : block, half = (rows + 1) / 2;
    const Bf16 *q = head.q + first * head.q_row, *upstream = out_gradient + first * out_row;
    pack_rows(as_pairs(q), head.q_row / 2, rows, pairs, rows_in, narrow);
    multiply<false, PairProduct>({rows_in, narrow, 1}, keys_t, width, rows, width, pairs, weights, width);
    pack_rows(as_pairs(upstream), out_row / 2, rows, pairs, rows_in, narrow);
    multiply<false, PairProduct>({rows_in, narrow, 1}, values_t, width, rows, width, pairs, slope, width);
    for (int64_t i = 0; i < rows; ++i) {
      const float total = softmax_row(weights + i * width, bias, head.scale * kLog2e, width);
      softmax_backward_row(weights + i * width, slope + i * width, total, head.scale, width);
    }
    join_rows(weights, rows, width, weights);
    pack_pairs(upstream, out_row, rows, shape.head_dim, joined, depth);
    multiply<true, PairProduct>({weights, 1, width}, joined, depth, shape.keys, depth, half, value_sum,
                                depth);
    join_rows(slope, rows, width, weights);
    pack_pairs(q, head.q_row, rows, shape.head_dim, joined, depth);
    multiply<true, PairProduct>({weights, 1, width}, joined, depth, shape.keys, depth, half, key_sum, depth);
    for (int64_t i = 0; i < rows; ++i) narrow_row(slope + i * width, width);
    multiply<false, PairProduct>({slope, width, 1}, keys, depth, rows, depth, (shape.keys + 1) / 2, query_sum,
                                 depth);
    store_rows(query_sum, depth, rows, shape.head_dim, gradient.q + first * gradient.q_row, gradient.q_row);
  }
  store_rows(key_sum, depth, shape.keys, shape.head_dim, gradient.k, gradient.kv_row);
  store_rows(value_sum, depth, shape.keys, shape.head_dim, gradient.v, gradient.kv_row);
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
