// Every token is kept.
#include "reducers/reducer.h"
#include "reducers/tome/merge_reduction.h"

namespace pyra {

Reducer none_reducer() {
  return {.name = "none",
          .doc = "keep every token",
          .merges = false,
          .on_gpu = true,
          .make = make_reduction_of<MergeReduction>};
}

}  // namespace pyra
