// The reducers that the engine runs, by name, and the weights that each brings. reduce/registry.h has their training side.
#pragma once

#include "runtime/inference_model_tensors.h"

namespace pyra {

struct RunnableReducer {
  std::string name;
  bool merges;             // whether it removes tokens at all
  bool bound_to_schedule;  // its weights belong to the rates they were trained at
  TensorShapes (*tensors)(const VitConfig& config, const std::vector<std::int64_t>& trained_rates);
};

const std::vector<RunnableReducer>& runnable_reducers();
/// Throws InputError listing the known names.
const RunnableReducer& find_runnable_reducer(const std::string& name);

}  // namespace pyra
