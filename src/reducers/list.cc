#include "reducers/list.h"

#include "base/text/words.h"
#include "pyra/error.h"
#include "reducers/tome/merge_reduction.h"
#include "reducers/reductions.h"

namespace pyra {
namespace {

TensorShapes no_tensors(const VitConfig&, const std::vector<std::int64_t>&) { return {}; }

}  // namespace

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

std::unique_ptr<TokenReduction> make_tome_reduction(const ReductionSetting& setting) { return std::make_unique<MergeReduction>(setting); }

std::unique_ptr<TokenReduction> make_pyra_reduction(const ReductionSetting& setting) {
  if (!setting.has_weights()) return make_tome_reduction(setting);  // nothing was ever trained here
  return std::make_unique<ModulatedReduction>(setting);
}

const std::vector<RunnableReducer>& runnable_reducers() {
  static const std::vector<RunnableReducer> entries{
      {"none", false, false, false, false, false, no_tensors, make_tome_reduction},
      {"tome", true, false, false, false, false, no_tensors, make_tome_reduction},
      {"pyra", true, true, true, true, false, pyra_tensors, make_pyra_reduction},
      {"heed", true, false, false, false, true, no_tensors, make_heed_reduction},
      {"evit", true, false, false, false, true, no_tensors, make_evit_reduction},
      {"pitome", true, false, false, false, false, no_tensors, make_pitome_reduction},
      {"fpet", true, true, false, false, false, fpet_tensors, make_fpet_reduction},
      {"diffrate", true, true, true, false, true, diffrate_tensors, make_diffrate_reduction},
  };
  return entries;
}

const RunnableReducer& find_runnable_reducer(const std::string& name) {
  return find_by_name(runnable_reducers(), "reducer", name);
}

void check_reducer_fits(const std::string& name, const VitConfig& config) {
  if (!find_runnable_reducer(name).reads_class_attention || config.class_token) return;
  std::string others;
  for (const RunnableReducer& entry : runnable_reducers()) {
    if (!entry.reads_class_attention) others += (others.empty() ? "" : ", ") + entry.name;
  }
  throw InputError("reducer '" + name + "' chooses tokens by how much the class token attends to them, but this backbone has no "
                   "class token (it averages its patches); reducers that need none are " + others);
}

}  // namespace pyra
