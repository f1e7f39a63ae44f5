#include "architecture/model_spec.h"
#include "architecture/role.h"
#include "pyra/backbone.h"

namespace pyra {

TensorShapes tensors_of_role(const VitConfig& config, bool (*wanted)(Role role)) {
  validate(config);
  TensorList list(wanted);
  ModelSpec(config).walk(
      config.depth,
      [&](const Part& part) {
        if (part.tensors != nullptr) part.tensors(config, list);
      },
      [&](std::int64_t block) {
        list.below(block < config.depth ? "blocks." + std::to_string(block) + "." : "");
      });
  return std::move(list.items);
}

TensorShapes expected_tensors(const VitConfig& config) {
  return tensors_of_role(config, [](Role) { return true; });
}

}  // namespace pyra
