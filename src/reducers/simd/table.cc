#include "reducers/simd/table.h"

#include "reducers/reducer_table.h"

namespace pyra::PYRA_ISA {

const ReducerTable& reducer_table();
const ReducerTable& reducer_table() {
  static const ReducerTable entries{
      .mean_keys_f32 = mean_keys_f32,
      .mean_keys_bf16 = mean_keys_bf16,
      .class_attention_f32 = class_attention_f32,
      .class_attention_bf16 = class_attention_bf16,
      .received_attention_f32 = received_attention_f32,
      .received_attention_bf16 = received_attention_bf16,
      .match_tokens = match_tokens,
      .merge_tokens = merge_tokens,
      .merge_tokens_backward = merge_tokens_backward,
      .modulate_tokens = modulate_tokens,
      .modulate_tokens_backward = modulate_tokens_backward,
      .segment_sum = segment_sum,
      .gather_rows = gather_rows,
  };
  return entries;
}

}  // namespace pyra::PYRA_ISA
