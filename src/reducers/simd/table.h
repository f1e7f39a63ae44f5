// What every instruction set provides for the reducers, declared in its own namespace.
#pragma once

#include "reducers/pyra/modulate_tokens.h"
#include "reducers/shared/class_attention.h"
#include "reducers/shared/received_attention.h"
#include "reducers/tome/match_tokens.h"
#include "reducers/tome/merge_tokens.h"

namespace pyra::PYRA_ISA {

void mean_keys_f32(const float*, int64_t, int64_t, int64_t, int64_t, float*);
void mean_keys_bf16(const Bf16*, int64_t, int64_t, int64_t, int64_t, float*);
void class_attention_f32(const float*, const float*, int64_t, const AttentionShape&, int64_t, const float*,
                         const float*, float*, float*);
void class_attention_bf16(const Bf16*, const Bf16*, int64_t, const AttentionShape&, int64_t, const float*,
                          const float*, float*, float*);
void received_attention_f32(const ReceivingTokens<float>&, const AttentionShape&, int64_t, float*, void*);
void received_attention_bf16(const ReceivingTokens<Bf16>&, const AttentionShape&, int64_t, float*, void*);
void match_tokens(const MatchMetric&, const MatchShape&, int32_t*, int32_t*, int32_t*, void*);
void merge_tokens(const float*, const float*, const int32_t*, const MergeShape&, float*, float*);
void merge_tokens_backward(const float*, const float*, const float*, const int32_t*, const MergeShape&,
                           float*);
void modulate_tokens(const float*, const float*, const MatchedTokens&, const MergeShape&, const Modulation&,
                     const float*, float*, void*);
void modulate_tokens_backward(const float*, const float*, const MatchedTokens&, const MergeShape&,
                              const Modulation&, const float*, const float*, const ModulationGradient&,
                              void*);
void segment_sum(const float*, const int32_t*, const float*, int64_t, int64_t, int64_t, float*);
void gather_rows(const float*, const int32_t*, const float*, int64_t, int64_t, float*);

}  // namespace pyra::PYRA_ISA
