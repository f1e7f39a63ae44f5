#include "kernels/simd/table.h"

#include "kernels/kernel_table.h"

namespace pyra::PYRA_ISA {

const KernelTable& kernel_table();
const KernelTable& kernel_table() {
  static const KernelTable entries{
      .attention_f32 = attention_f32,
      .attention_bf16 = attention_bf16,
      .layer_norm_f32 = layer_norm_f32,
      .layer_norm_bf16 = layer_norm_bf16,
      .layer_norm_s8 = layer_norm_s8,
      .quantise_rows_f32 = quantise_rows_f32,
      .quantise_rows_bf16 = quantise_rows_bf16,
      .dequantise_f32 = dequantise_f32,
      .dequantise_bf16 = dequantise_bf16,
      .dequantise_add = dequantise_add,
      .dequantise_activated = dequantise_activated,
      .attention_backward_f32 = attention_backward_f32,
      .attention_backward_bf16 = attention_backward_bf16,
      .layer_norm_backward = layer_norm_backward,
      .activate_f32 = activate_f32,
      .activate_bf16 = activate_bf16,
      .activate_backward_f32 = activate_backward_f32,
      .activate_backward_bf16 = activate_backward_bf16,
      .gate_f32 = gate_f32,
      .gate_bf16 = gate_bf16,
      .gate_backward_f32 = gate_backward_f32,
      .gate_backward_bf16 = gate_backward_bf16,
      .dequantise_gated = dequantise_gated,
      .dropout = dropout,
      .small_product = small_product,
      .make_turns = make_turns,
  };
  return entries;
}

}  // namespace pyra::PYRA_ISA
