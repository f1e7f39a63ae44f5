#include "kernels/kernel_table.h"

#include "base/isa_list.h"

namespace pyra {

#define PYRA_DECLARE(set)            \
  namespace set {                    \
  const KernelTable& kernel_table(); \
  }
PYRA_FOR_EACH_ISA(PYRA_DECLARE)

const KernelTable& kernels_of(Isa isa) {
  switch (isa) {
#define PYRA_CASE(set) \
  case Isa::set:       \
    return set::kernel_table();
    PYRA_FOR_EACH_ISA(PYRA_CASE)
    default:
      return baseline::kernel_table();
  }
}

const KernelTable& kernels() {
  static const KernelTable& chosen = kernels_of(chosen_isa());
  return chosen;
}

}  // namespace pyra
