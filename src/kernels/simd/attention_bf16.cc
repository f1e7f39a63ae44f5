// The forward pass of kernels/attention.h with bf16 dot products: each lane holds a pair of neighbouring factors.
#include "kernels/simd/table.h"

#if defined(__AVX512BF16__)
#include <immintrin.h>

#include "kernels/simd/attention_forward.h"
#include "kernels/simd/pack.h"
#include "kernels/simd/small_gemm.h"
#include "kernels/simd/softmax.h"

namespace pyra::PYRA_ISA {
namespace {

struct PairProduct {
  PYRA_INLINE Vector add(Vector sum, Vector left, Vector right) {
    return reinterpret_cast<Vector>(_mm512_dpbf16_ps(reinterpret_cast<__m512>(sum), reinterpret_cast<__m512bh>(left),
                                                     reinterpret_cast<__m512bh>(right)));
  }
};

constexpr int64_t kBlock = kQueryBlock;

/// Lane c of pair row j: element c of rows 2j and 2j + 1; rows beyond the last are zero.
void pack_pairs(const Bf16* from, int64_t from_row, int64_t rows, int64_t columns, float* to, int64_t width) {
  for (int64_t j = 0; 2 * j < rows; ++j) {
    for (int64_t c = 0; c < columns; c += kLanes) {
      const int64_t part = columns - c < kLanes ? columns - c : kLanes;
      const Bf16* low = from + 2 * j * from_row + c;
      const IntVector even = reinterpret_cast<IntVector>(part == kLanes ? load(low) : load_part(low, part));
      Vector odd{};
      if (2 * j + 1 < rows) odd = part == kLanes ? load(low + from_row) : load_part(low + from_row, part);
      // load() leaves a bf16 in the upper half of its lane.
      const IntVector pair = ((even >> 16) & 0xffff) | reinterpret_cast<IntVector>(odd);
      store(to + j * width + c, reinterpret_cast<Vector>(pair));
    }
  }
}

/// A row of float32 weights to bf16, in place: afterwards lane pairs lie in the first half.
void narrow_row(float* row, int64_t width) {
  for (int64_t j = 0; j < width; j += kLanes) {
    const auto half = _mm512_cvtneps_pbh(reinterpret_cast<__m512>(load(row + j)));
    memcpy(reinterpret_cast<char*>(row) + j * 2, &half, sizeof half);
  }
}

void forward_pairs(const AttentionHead<Bf16>& head, const AttentionShape& shape, Bf16* out, int64_t out_row, float* scratch) {
  const int64_t width = whole_vectors(shape.keys), depth = whole_vectors(shape.head_dim), pairs = shape.head_dim / 2;
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
    pack_rows(reinterpret_cast<const float*>(head.q + first * head.q_row), head.q_row / 2, rows, pairs, queries, query_width);
    multiply<false, PairProduct>({queries, query_width, 1}, keys, width, rows, width, pairs, logits, width);
    float total[kBlock];
    for (int64_t i = 0; i < rows; ++i) {
      total[i] = softmax_row(logits + i * width, bias, head.scale * kLog2e, width);
      narrow_row(logits + i * width, width);
    }
    multiply<false, PairProduct>({logits, width, 1}, values, depth, rows, depth, (shape.keys + 1) / 2, mixed, depth);
    store_mixed(mixed, depth, total, rows, shape.head_dim, out + first * out_row, out_row);
  }
}

}  // namespace

void attention_bf16(const AttentionHead<Bf16>& head, const AttentionShape& shape, Bf16* out, int64_t out_row, float* scratch) {
  const bool paired = shape.head_dim % 2 == 0 && head.q_row % 2 == 0 && head.kv_row % 2 == 0;
  paired ? forward_pairs(head, shape, out, out_row, scratch) : attention_forward(head, shape, out, out_row, scratch);
}

}  // namespace pyra::PYRA_ISA

#else

#include "kernels/simd/attention_forward.h"

namespace pyra::PYRA_ISA {

void attention_bf16(const AttentionHead<Bf16>& head, const AttentionShape& shape, Bf16* out, int64_t out_row, float* scratch) {
  attention_forward(head, shape, out, out_row, scratch);
}

}  // namespace pyra::PYRA_ISA

#endif
