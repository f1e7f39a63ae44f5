// reducers/shared/received_attention.h: a head's keys transposed once, then blocks of queries against them,
// as in attention itself; the rows of weights are summed where they are made.
#include "reducers/shared/received_attention.h"

#include "kernels/simd/small_gemm.h"
#include "kernels/simd/vector.h"
#include "reducers/shared/received_scratch.h"
#include "reducers/shared/simd/softmax_row.h"
#include "reducers/simd/table.h"

namespace pyra::PYRA_ISA {
namespace {

/// One head of one token as float32, turned where it is to be.
template <typename T>
PYRA_INLINE void load_head(const T* from, const float* turns, int64_t head_dim, float* to) {
  const int64_t half = head_dim / 2;
  if (turns == nullptr) {
    for (int64_t d = 0; d < head_dim; d += kLanes) {
      const int64_t part = head_dim - d < kLanes ? head_dim - d : kLanes;
      store_part(to + d, load_part(from + d, part), part);
    }
    return;
  }
  for (int64_t d = 0; d < half; d += kLanes) {
    const int64_t part = half - d < kLanes ? half - d : kLanes;
    const Vector low = load_part(from + d, part), high = load_part(from + half + d, part),
                 cosine = load_part(turns + d, part), sine = load_part(turns + half + d, part);
    store_part(to + d, low * cosine - high * sine, part);
    store_part(to + half + d, high * cosine + low * sine, part);
  }
}

template <typename T>
PYRA_INLINE void received(const ReceivingTokens<T>& tokens, const AttentionShape& shape, int64_t heads,
                          float* attention, void* scratch) {
  const int64_t count = shape.keys, head_dim = shape.head_dim;
  const auto at = carved<ReceivedScratch>(scratch, shape, int64_t{kLanes});
  const float scale = 1.0F / __builtin_sqrtf(static_cast<float>(head_dim));
  float all = 0;
  for (int64_t i = 0; i < count; ++i) all += tokens.size != nullptr ? tokens.size[i] : 1.0F;
  for (int64_t j = 0; j < count; ++j) attention[j] = 0;
  const auto turns_of = [&](int64_t i) {
    return tokens.turns != nullptr ? tokens.turns + i * head_dim : nullptr;
  };
  for (int64_t i = 0; i < head_dim * at.width; ++i) at.keys[i] = 0;
  for (int64_t h = 0; h < heads; ++h) {
    const int64_t column = h * head_dim;
    for (int64_t j = 0; j < count; ++j) {
      load_head(tokens.k + j * tokens.k_row + column, turns_of(j), head_dim, at.row);
      for (int64_t d = 0; d < head_dim; ++d) at.keys[d * at.width + j] = at.row[d] * scale;
    }
    for (int64_t first = 0; first < count; first += ReceivedScratch::kBlock) {
      const int64_t left = count - first,
                    rows = left < ReceivedScratch::kBlock ? left : ReceivedScratch::kBlock;
      for (int64_t i = 0; i < rows; ++i)
        load_head(tokens.q + (first + i) * tokens.q_row + column, turns_of(first + i), head_dim,
                  at.queries + i * head_dim);
      multiply<false>({at.queries, head_dim, 1}, at.keys, at.width, rows, at.width, head_dim, at.logits,
                      at.width);
      for (int64_t i = 0; i < rows; ++i) {
        float* row = at.logits + i * at.width;
        for (int64_t j = 0; tokens.log_size != nullptr && j < count; ++j) row[j] += tokens.log_size[j];
        const float weight = tokens.size != nullptr ? tokens.size[first + i] : 1.0F;
        softmax_row(row, count, weight / (all * static_cast<float>(heads)));
        for (int64_t j = 0; j < count; ++j) attention[j] += row[j];
      }
    }
  }
}

}  // namespace

void received_attention_f32(const ReceivingTokens<float>& tokens, const AttentionShape& shape, int64_t heads,
                            float* attention, void* scratch) {
  received(tokens, shape, heads, attention, scratch);
}
void received_attention_bf16(const ReceivingTokens<Bf16>& tokens, const AttentionShape& shape, int64_t heads,
                             float* attention, void* scratch) {
  received(tokens, shape, heads, attention, scratch);
}

}  // namespace pyra::PYRA_ISA
