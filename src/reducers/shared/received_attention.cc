#include "reducers/shared/received_attention.h"

#include "reducers/reducer_table.h"
#include "reducers/shared/received_scratch.h"

namespace pyra {

std::size_t received_attention_scratch(const AttentionShape& shape) {
  return measured<ReceivedScratch>(shape, kWidestLanes);
}

template <>
void received_attention(const ReceivingTokens<float>& tokens, const AttentionShape& shape, std::int64_t heads,
                        float* attention, void* scratch) {
  reducer_kernels().received_attention_f32(tokens, shape, heads, attention, scratch);
}

template <>
void received_attention(const ReceivingTokens<Bf16>& tokens, const AttentionShape& shape, std::int64_t heads,
                        float* attention, void* scratch) {
  reducer_kernels().received_attention_bf16(tokens, shape, heads, attention, scratch);
}

}  // namespace pyra
