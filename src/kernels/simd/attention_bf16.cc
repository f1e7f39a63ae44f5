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
  // Pairs: keys [D / 2, width], values [N / 2, depth], queries [kBlock, query_width].
  const auto at = carved<AttentionScratch>(scratch, shape, int64_t{kLanes});
  const int64_t width = at.width, depth = at.depth, pairs = shape.head_dim / 2,
                query_width = whole_vectors(pairs);
  fill_bias(head.log_size, shape.keys, width, at.bias);
  const auto in = turned(head, shape, at.turned_queries, at.turned_keys);
  pack_transposed(reinterpret_cast<const float*>(in.k), in.k_row / 2, shape.keys, pairs, at.keys, width);
  pack_pairs(head.v, head.kv_row, shape.keys, shape.head_dim, at.values, depth);
  for (int64_t first = 0; first < shape.queries; first += kBlock) {
    const int64_t rows = shape.queries - first < kBlock ? shape.queries - first : kBlock;
    pack_rows(reinterpret_cast<const float*>(in.q + first * in.q_row), in.q_row / 2, rows, pairs, at.queries,
              query_width);
    multiply<false, PairProduct>({at.queries, query_width, 1}, at.keys, width, rows, width, pairs, at.logits,
                                 width);
    float total[kBlock];
    for (int64_t i = 0; i < rows; ++i) {
      total[i] = softmax_row(at.logits + i * width, at.bias, head.scale * kLog2e, width);
      narrow_row(at.logits + i * width, width);
    }
    multiply<false, PairProduct>({at.logits, width, 1}, at.values, depth, rows, depth, (shape.keys + 1) / 2,
                                 at.mixed, depth);
    store_mixed(at.mixed, depth, total, rows, shape.head_dim, out + first * out_row, out_row);
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
