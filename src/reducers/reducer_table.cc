#include "reducers/reducer_table.h"

#include "base/isa_list.h"

namespace pyra {

PYRA_DEFINE_TABLES(ReducerTable, reducer_table, reducer_kernels_of)

const ReducerTable& reducer_kernels() {
  static const ReducerTable& chosen = reducer_kernels_of(chosen_isa());
  return chosen;
}

}  // namespace pyra
