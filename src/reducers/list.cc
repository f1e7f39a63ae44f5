#include "reducers/list.h"

#include "base/text/words.h"
#include "pyra/error.h"
#include "reducers/reductions.h"

namespace pyra {
namespace {

TensorShapes no_tensors(const VitConfig&, const std::vector<std::int64_t>&) { return {}; }

}  // namespace

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
  std::vector<std::string> others;
  for (const RunnableReducer& entry : runnable_reducers()) {
    if (!entry.reads_class_attention) others.emplace_back(entry.name);
  }
  throw InputError("reducer '" + name +
                   "' chooses tokens by how much the class token attends to them, but this backbone has no "
                   "class token (it averages its patches); reducers that need none are " +
                   joined(others));
}

}  // namespace pyra
