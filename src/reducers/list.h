// The reducers that the engine runs, by name, the weights that each brings, and how it is built.
// reduce/registry.h has their training side.
#pragma once

#include <memory>

#include "architecture/tensor_shapes.h"

namespace pyra {

class TokenReduction;
struct ReductionSetting;

struct RunnableReducer {
  std::string name;
  bool merges;                 // whether it removes tokens at all
  bool has_weights;            // must be trained, and cannot be exchanged for another
  bool bound_to_schedule;      // its weights belong to the rates they were trained at
  bool nested;                 // the first of its weights serve a lower rate, so one training can serve many
  bool reads_class_attention;  // needs a class token
  TensorShapes (*tensors)(const VitConfig& config, const std::vector<std::int64_t>& trained_rates);
  std::unique_ptr<TokenReduction> (*make)(const ReductionSetting& setting);
};

const std::vector<RunnableReducer>& runnable_reducers();
/// Throws InputError listing the known names.
const RunnableReducer& find_runnable_reducer(const std::string& name);
/// Throws InputError with the reason where the reducer cannot work on such a backbone.
void check_reducer_fits(const std::string& name, const VitConfig& config);

}  // namespace pyra
