#include "runtime/inference_model_reducers.h"

#include "pyra/error.h"

namespace pyra {
namespace {

TensorShapes no_tensors(const VitConfig&, const std::vector<std::int64_t>&) { return {}; }

TensorShapes pyra_tensors(const VitConfig& config, const std::vector<std::int64_t>& trained_rates) {
  TensorShapes shapes;
  for (std::size_t i = 0; i < trained_rates.size(); ++i) {
    if (trained_rates[i] == 0) continue;
    const std::string name = "blocks." + std::to_string(i) + ".pyra_";
    shapes.push_back({name + "a", {trained_rates[i], 1}});
    shapes.push_back({name + "b", {1, config.dim}});
    shapes.push_back({name + "norm.weight", {config.dim}});
    shapes.push_back({name + "norm.bias", {config.dim}});
  }
  return shapes;
}

}  // namespace

const std::vector<RunnableReducer>& runnable_reducers() {
  static const std::vector<RunnableReducer> entries{
      {"none", false, false, no_tensors}, {"tome", true, false, no_tensors}, {"pyra", true, true, pyra_tensors}};
  return entries;
}

const RunnableReducer& find_runnable_reducer(const std::string& name) {
  std::string known;
  for (const RunnableReducer& entry : runnable_reducers()) {
    if (entry.name == name) return entry;
    known += (known.empty() ? "" : ", ") + entry.name;
  }
  throw InputError("unknown reducer '" + name + "'; known ones are " + known);
}

}  // namespace pyra
