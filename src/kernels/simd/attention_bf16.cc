// The forward pass of kernels/attention.h with bf16 dot products.
#include "kernels/simd/table.h"

#if defined(__AVX512BF16__)
#include "kernels/simd/attention_forward.h"
#include "kernels/simd/pack.h"
#include "kernels/simd/pairs.h"
#include "kernels/simd/small_gemm.h"
#include "kernels/simd/softmax.h"

namespace pyra::PYRA_ISA {
namespace {

constexpr int64_t kBlock = kQueryBlock;

void forward_pairs(const AttentionHead<Bf16>& head, const AttentionShape& shape, Bf16* out, int64_t out_row,
                   float* scratch) {
  const int64_t width = whole_vectors(shape.keys), depth = whole_vectors(shape.head_dim),
                pairs = shape.head_dim / 2;
  const int64_t query_width = whole_vectors(pairs);
  float* keys = scratch;                          // [D / 2, width] pairs
  float* values = keys + shape.head_dim * width;  // [N / 2, depth] pairs
  float* queries = values + width * depth;        // [kBlock, query_width] pairs
  float* logits = queries + kBlock * depth;       // [kBlock, width]
  float* mixed = logits + kBlock * width;         // [kBlock, depth]
  float* bias = mixed + kBlock * depth;           // [width]
  fill_bias(head.log_size, shape.keys, width, bias);
  pack_transposed(reinterpret_cast<const float*>(head.k), head.kv_row / 2, shape.keys, pairs, keys, width);
  pack_pairs(head.v, head.kv_row, shape.keys, shape.head_dim, values, depth);
  for (int64_t first = 0; first < shape.queries; first += kBlock) {
    const int64_t rows = shape.queries - first < kBlock ? shape.queries - first : kBlock;
    pack_rows(reinterpret_cast<const float*>(head.q + first * head.q_row), head.q_row / 2, rows, pairs,
              queries, query_width);
    multiply<false, PairProduct>({queries, query_width, 1}, keys, width, rows, width, pairs, logits, width);
    float total[kBlock];
    for (int64_t i = 0; i < rows; ++i) {
      total[i] = softmax_row(logits + i * width, bias, head.scale * kLog2e, width);
      narrow_row(logits + i * width, width);
    }
    multiply<false, PairProduct>({logits, width, 1}, values, depth, rows, depth, (shape.keys + 1) / 2, mixed,
                                 depth);
    store_mixed(mixed, depth, total, rows, shape.head_dim, out + first * out_row, out_row);
  }
}

}  // namespace

void attention_bf16(const AttentionHead<Bf16>& head, const AttentionShape& shape, Bf16* out, int64_t out_row,
                    float* scratch) {
  const bool paired = shape.head_dim % 2 == 0 && head.q_row % 2 == 0 && head.kv_row % 2 == 0;
  paired ? forward_pairs(head, shape, out, out_row, scratch)
         : attention_forward(head, shape, out, out_row, scratch);
}

}  // namespace pyra::PYRA_ISA

#else

#include "kernels/simd/attention_forward.h"

namespace pyra::PYRA_ISA {

void attention_bf16(const AttentionHead<Bf16>& head, const AttentionShape& shape, Bf16* out, int64_t out_row,
                    float* scratch) {
  attention_forward(head, shape, out, out_row, scratch);
}

}  // namespace pyra::PYRA_ISA

#endif
