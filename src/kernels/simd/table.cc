#include "kernels/simd/table.h"

#include "kernels/kernel_table.h"

namespace pyra::PYRA_ISA {

const KernelTable& table();
const KernelTable& table() {
  static const KernelTable entries{
      .attention_f32 = attention_f32,
      .attention_bf16 = attention_bf16,
  };
  return entries;
}

}  // namespace pyra::PYRA_ISA
