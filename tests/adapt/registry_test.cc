#include <gtest/gtest.h>

#include <map>

#include "adapt/assemble.h"
#include "methods/list.h"
#include "model/tiny_vit.h"

namespace pyra {
namespace {

using Shapes = std::map<std::string, std::vector<std::int64_t>>;

Shapes of_role(const VitConfig& config, bool (*wanted)(Role)) {
  const TensorShapes shapes = wanted != nullptr ? tensors_of_role(config, wanted) : TensorShapes();
  return {shapes.begin(), shapes.end()};
}

// Names, shapes and what trains, as the torch-free side says and as the model in training has it.
TEST(TrainedMethods, HaveTheTensorsThatTheirDescriptorsPromise) {
  constexpr std::int64_t kWidth = 5;
  const VitConfig config = testing::tiny_config();
  for (const Method& method : methods()) {
    SCOPED_TRACE(method.name);
    Tuning tuning = testing::tuning_of(method.name, "none");
    tuning.width = kWidth;
    at::Generator random = testing::seeded(1);
    const Vit model = assemble(config, tuning, random);
    freeze(model, tuning);
    Shapes own, trained;
    for (const Parameter& parameter : model.parameters()) {
      const auto shape = parameter.tensor.sizes().vec();
      if (parameter.role == Role::adapter) own.emplace(parameter.name, shape);
      EXPECT_EQ(parameter.tensor.requires_grad(), method.trains(parameter.role)) << parameter.name;
      if (is_pretrained(parameter.role) && parameter.tensor.requires_grad())
        trained.emplace(parameter.name, shape);
    }
    const TensorShapes added = method.added(config, kWidth);
    EXPECT_EQ(own, Shapes(added.begin(), added.end()));
    Shapes promised = of_role(config, method.of_backbone);
    const Shapes pretrained = of_role(config, is_pretrained);
    std::erase_if(promised, [&](const auto& entry) { return !pretrained.contains(entry.first); });
    EXPECT_EQ(trained, promised);
  }
}

}  // namespace
}  // namespace pyra
