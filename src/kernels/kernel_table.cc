#include "kernels/kernel_table.h"

#include "base/isa_list.h"

namespace pyra {

PYRA_DEFINE_TABLES(KernelTable, kernel_table, kernels_of)

const KernelTable& kernels() {
  static const KernelTable& chosen = kernels_of(chosen_isa());
  return chosen;
}

}  // namespace pyra
