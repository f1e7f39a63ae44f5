// What every instruction set provides, declared in its own namespace.
#pragma once

#include "kernels/attention.h"
#include "kernels/dropout.h"
#include "kernels/gate.h"
#include "kernels/layer_norm.h"
#include "kernels/quantise.h"
#include "kernels/small_product.h"

namespace pyra::PYRA_ISA {

void attention_f32(const AttentionHead<float>&, const AttentionShape&, float*, int64_t, float*);
void attention_bf16(const AttentionHead<Bf16>&, const AttentionShape&, Bf16*, int64_t, float*);
void layer_norm_f32(const float*, int64_t, const NormWeights&, float*);
void layer_norm_bf16(const float*, int64_t, const NormWeights&, Bf16*);
void layer_norm_s8(const float*, int64_t, const NormWeights&, int8_t*, float*, float*, int32_t);
void quantise_rows_f32(const float*, int64_t, int64_t, int8_t*, float*, int32_t);
void quantise_rows_bf16(const Bf16*, int64_t, int64_t, int8_t*, float*, int32_t);
void dequantise_f32(const ScaledSums&, float*, int64_t);
void dequantise_bf16(const ScaledSums&, Bf16*, int64_t);
void dequantise_add(const ScaledSums&, float*, int64_t);
void dequantise_activated(const ScaledSums&, Activation, int8_t*, float*, float*, int32_t);
void attention_backward_f32(const AttentionHead<float>&, const AttentionShape&, const float*, int64_t,
                            const AttentionGradient<float>&, float*);
void attention_backward_bf16(const AttentionHead<Bf16>&, const AttentionShape&, const Bf16*, int64_t,
                             const AttentionGradient<Bf16>&, float*);
void layer_norm_backward(const float*, const float*, int64_t, const NormWeights&, float*);
void activate_f32(Activation, const float*, int64_t, float*);
void activate_bf16(Activation, const Bf16*, int64_t, Bf16*);
void activate_backward_f32(Activation, const float*, const float*, int64_t, float*);
void activate_backward_bf16(Activation, const Bf16*, const Bf16*, int64_t, Bf16*);
void gate_f32(Activation, const float*, const GatedRows&, float*);
void gate_bf16(Activation, const Bf16*, const GatedRows&, Bf16*);
void gate_backward_f32(Activation, const float*, const float*, const GatedRows&, float*);
void gate_backward_bf16(Activation, const Bf16*, const Bf16*, const GatedRows&, Bf16*);
void dequantise_gated(const ScaledSums&, Activation, int8_t*, float*, float*, int32_t);
void dropout(const float*, int64_t, int64_t, const DropoutSetting&, float*);
void small_product(const StridedMatrix&, const float*, int64_t, const ProductShape&, bool, float*, int64_t);
void make_turns(const float*, int64_t, const float*, int64_t, float*);

}  // namespace pyra::PYRA_ISA
