#include "reducers/reducer_table.h"

#include "base/isa_list.h"

namespace pyra {

#define PYRA_DECLARE(set)              \
  namespace set {                      \
  const ReducerTable& reducer_table(); \
  }
PYRA_FOR_EACH_ISA(PYRA_DECLARE)

const ReducerTable& reducer_kernels_of(Isa isa) {
  switch (isa) {
#define PYRA_CASE(set) \
  case Isa::set:       \
    return set::reducer_table();
    PYRA_FOR_EACH_ISA(PYRA_CASE)
    default:
      return baseline::reducer_table();
  }
}

const ReducerTable& reducer_kernels() {
  static const ReducerTable& chosen = reducer_kernels_of(chosen_isa());
  return chosen;
}

}  // namespace pyra
