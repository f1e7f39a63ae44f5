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
  };
  return entries;
}

}  // namespace pyra::PYRA_ISA
