// The reducers' kernels of one instruction set. Callers use the functions of match_tokens.h, merge_tokens.h,
// ..., which go through the table of this machine; tests compare the tables of all sets.
#pragma once

#include "base/isa.h"
#include "reducers/pyra/modulate_tokens.h"
#include "reducers/shared/class_attention.h"
#include "reducers/shared/received_attention.h"
#include "reducers/tome/match_tokens.h"
#include "reducers/tome/merge_tokens.h"

namespace pyra {

struct ReducerTable {
  void (*mean_keys_f32)(const float* k, std::int64_t row, std::int64_t tokens, std::int64_t heads,
                        std::int64_t head_dim, float* metric);
  void (*mean_keys_bf16)(const Bf16* k, std::int64_t row, std::int64_t tokens, std::int64_t heads,
                         std::int64_t head_dim, float* metric);
  void (*class_attention_f32)(const float* q, const float* k, std::int64_t k_row, const AttentionShape&,
                              std::int64_t heads, const float* log_size, const float* key_turns,
                              float* attention, float* scratch);
  void (*class_attention_bf16)(const Bf16* q, const Bf16* k, std::int64_t k_row, const AttentionShape&,
                               std::int64_t heads, const float* log_size, const float* key_turns,
                               float* attention, float* scratch);
  void (*received_attention_f32)(const ReceivingTokens<float>&, const AttentionShape&, std::int64_t heads,
                                 float* attention, void* scratch);
  void (*received_attention_bf16)(const ReceivingTokens<Bf16>&, const AttentionShape&, std::int64_t heads,
                                  float* attention, void* scratch);
  void (*match_tokens)(const MatchMetric& metric, const MatchShape&, std::int32_t* source,
                       std::int32_t* destination, std::int32_t* row, void* scratch);
  void (*merge_tokens)(const float* x, const float* size, const std::int32_t* row, const MergeShape&,
                       float* merged, float* merged_size);
  void (*merge_tokens_backward)(const float* merged_gradient, const float* size, const float* merged_size,
                                const std::int32_t* row, const MergeShape&, float* x_gradient);
  void (*modulate_tokens)(const float* x, const float* size, const MatchedTokens&, const MergeShape&,
                          const Modulation&, const float* merged_size, float* merged, void* scratch);
  void (*modulate_tokens_backward)(const float* x, const float* size, const MatchedTokens&, const MergeShape&,
                                   const Modulation&, const float* merged_size, const float* merged_gradient,
                                   const ModulationGradient&, void* scratch);
  void (*segment_sum)(const float* input, const std::int32_t* segment, const float* weight, std::int64_t rows,
                      std::int64_t segments, std::int64_t channels, float* output);
  void (*gather_rows)(const float* input, const std::int32_t* index, const float* weight, std::int64_t rows,
                      std::int64_t channels, float* output);
};

/// `isa` must be one of available_isas().
const ReducerTable& reducer_kernels_of(Isa isa);
/// Those of chosen_isa(), which is asked once.
const ReducerTable& reducer_kernels();

}  // namespace pyra
