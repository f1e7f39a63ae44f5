#include "reducers/shared/class_attention.h"

#include "reducers/reducer_table.h"

namespace pyra {

template <>
void class_attention(const float* q, const float* k, std::int64_t k_row, const AttentionShape& shape,
                     std::int64_t heads, const float* log_size, const float* key_turns, float* attention,
                     float* scratch) {
  reducer_kernels().class_attention_f32(q, k, k_row, shape, heads, log_size, key_turns, attention, scratch);
}

template <>
void class_attention(const Bf16* q, const Bf16* k, std::int64_t k_row, const AttentionShape& shape,
                     std::int64_t heads, const float* log_size, const float* key_turns, float* attention,
                     float* scratch) {
  reducer_kernels().class_attention_bf16(q, k, k_row, shape, heads, log_size, key_turns, attention, scratch);
}

}  // namespace pyra
