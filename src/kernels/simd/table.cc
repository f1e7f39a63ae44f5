#include "kernels/simd/table.h"

#include "kernels/kernel_table.h"

namespace pyra::PYRA_ISA {

const KernelTable& table();
const KernelTable& table() {
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
      .dequantise_gelu = dequantise_gelu,
      .mean_keys_f32 = mean_keys_f32,
      .mean_keys_bf16 = mean_keys_bf16,
      .class_attention_f32 = class_attention_f32,
      .class_attention_bf16 = class_attention_bf16,
      .match_tokens = match_tokens,
      .merge_tokens = merge_tokens,
      .merge_tokens_backward = merge_tokens_backward,
      .modulate_tokens = modulate_tokens,
      .modulate_tokens_backward = modulate_tokens_backward,
      .segment_sum = segment_sum,
      .gather_rows = gather_rows,
      .attention_backward_f32 = attention_backward_f32,
      .attention_backward_bf16 = attention_backward_bf16,
      .layer_norm_backward = layer_norm_backward,
      .gelu_f32 = gelu_f32,
      .gelu_bf16 = gelu_bf16,
      .gelu_backward_f32 = gelu_backward_f32,
      .gelu_backward_bf16 = gelu_backward_bf16,
      .dropout = dropout,
      .small_product = small_product,
  };
  return entries;
}

}  // namespace pyra::PYRA_ISA
