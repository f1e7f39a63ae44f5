// The kernels of one instruction set. Callers use the functions of attention.h, layer_norm.h, ..., which go
// through the table of this machine; tests compare the tables of all sets.
#pragma once

#include "base/isa.h"
#include "kernels/attention.h"
#include "kernels/dropout.h"
#include "kernels/gate.h"
#include "kernels/layer_norm.h"
#include "kernels/quantise.h"
#include "kernels/small_product.h"

namespace pyra {

struct KernelTable {
  void (*attention_f32)(const AttentionHead<float>&, const AttentionShape&, float* out, std::int64_t out_row,
                        float* scratch);
  void (*attention_bf16)(const AttentionHead<Bf16>&, const AttentionShape&, Bf16* out, std::int64_t out_row,
                         float* scratch);
  void (*layer_norm_f32)(const float* x, std::int64_t rows, const NormWeights&, float* to);
  void (*layer_norm_bf16)(const float* x, std::int64_t rows, const NormWeights&, Bf16* to);
  void (*layer_norm_s8)(const float* x, std::int64_t rows, const NormWeights&, std::int8_t* to, float* scale,
                        float* row_scratch, std::int32_t offset);
  void (*quantise_rows_f32)(const float* from, std::int64_t rows, std::int64_t columns, std::int8_t* to,
                            float* scale, std::int32_t offset);
  void (*quantise_rows_bf16)(const Bf16* from, std::int64_t rows, std::int64_t columns, std::int8_t* to,
                             float* scale, std::int32_t offset);
  void (*dequantise_f32)(const ScaledSums&, float* to, std::int64_t to_row);
  void (*dequantise_bf16)(const ScaledSums&, Bf16* to, std::int64_t to_row);
  void (*dequantise_add)(const ScaledSums&, float* to, std::int64_t to_row);
  void (*dequantise_activated)(const ScaledSums&, Activation, std::int8_t* to, float* scale,
                               float* row_scratch, std::int32_t offset);
  void (*attention_backward_f32)(const AttentionHead<float>&, const AttentionShape&,
                                 const float* out_gradient, std::int64_t out_row,
                                 const AttentionGradient<float>&, float* scratch);
  void (*attention_backward_bf16)(const AttentionHead<Bf16>&, const AttentionShape&, const Bf16* out_gradient,
                                  std::int64_t out_row, const AttentionGradient<Bf16>&, float* scratch);
  void (*layer_norm_backward)(const float* x, const float* gradient, std::int64_t rows, const NormWeights&,
                              float* to);
  void (*activate_f32)(Activation, const float* z, std::int64_t count, float* to);
  void (*activate_bf16)(Activation, const Bf16* z, std::int64_t count, Bf16* to);
  void (*activate_backward_f32)(Activation, const float* z, const float* gradient, std::int64_t count,
                                float* to);
  void (*activate_backward_bf16)(Activation, const Bf16* z, const Bf16* gradient, std::int64_t count,
                                 Bf16* to);
  void (*gate_f32)(Activation, const float* z, const GatedRows&, float* to);
  void (*gate_bf16)(Activation, const Bf16* z, const GatedRows&, Bf16* to);
  void (*gate_backward_f32)(Activation, const float* z, const float* gradient, const GatedRows&, float* to);
  void (*gate_backward_bf16)(Activation, const Bf16* z, const Bf16* gradient, const GatedRows&, Bf16* to);
  void (*dequantise_gated)(const ScaledSums&, Activation, std::int8_t* to, float* scale, float* row_scratch,
                           std::int32_t offset);
  void (*dropout)(const float* from, std::int64_t first, std::int64_t count, const DropoutSetting&,
                  float* to);
  void (*small_product)(const StridedMatrix& a, const float* b, std::int64_t b_row, const ProductShape&,
                        bool accumulate, float* to, std::int64_t to_row);
  void (*make_turns)(const float* places, std::int64_t count, const float* frequencies, std::int64_t head_dim,
                     float* turns);
};

/// `isa` must be one of available_isas().
const KernelTable& kernels_of(Isa isa);
/// Those of chosen_isa(), which is asked once.
const KernelTable& kernels();

}  // namespace pyra
