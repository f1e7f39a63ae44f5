#include "kernels/kernel_table.h"

namespace pyra {

namespace baseline { const KernelTable& table(); }
#if defined(__x86_64__) && !defined(__clang__)  // Clang builds for fuzzing alone, which needs no speed
namespace avx2 { const KernelTable& table(); }
namespace avx512 { const KernelTable& table(); }
namespace avx512_bf16 { const KernelTable& table(); }
#endif

const KernelTable& kernels_of(Isa isa) {
#if defined(__x86_64__) && !defined(__clang__)  // Clang builds for fuzzing alone, which needs no speed
  if (isa == Isa::avx2) return avx2::table();
  if (isa == Isa::avx512) return avx512::table();
  if (isa == Isa::avx512_bf16) return avx512_bf16::table();
#endif
  (void)isa;
  return baseline::table();
}

const KernelTable& kernels() {
  static const KernelTable& chosen = kernels_of(chosen_isa());
  return chosen;
}

}  // namespace pyra
