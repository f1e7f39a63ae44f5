#include "adapt/initialise.h"

#include <gtest/gtest.h>

#include <cmath>

#include "model/tiny_vit.h"

namespace pyra {
namespace {

TEST(KaimingUniform, StaysWithinItsBoundAndFillsIt) {
  at::Generator random = testing::seeded(1);
  const at::Tensor weight = at::zeros({100, 64});
  kaiming_uniform(weight, random);
  EXPECT_LE(weight.abs().max().item<double>(), 1.0 / 8);
  EXPECT_NEAR(weight.std().item<double>(), 1.0 / 8 / std::sqrt(3.0), 2e-3);
}

TEST(InitialiseVit, IsATruncatedNormalForMatricesAndLeavesNormsAlone) {
  VitConfig config = testing::tiny_config();
  config.dim = 64;
  at::Generator random = testing::seeded(1);
  const Vit model = assemble(config, {}, random);
  initialise_vit(model.parameters(), random);
  for (const auto& [name, tensor, role] : model.parameters()) {
    const double largest = tensor.abs().max().item<double>();
    if (tensor.dim() < 2) {
      EXPECT_EQ(largest, name.ends_with("weight") ? 1 : 0) << name;
    } else if (name == "cls_token") {
      EXPECT_LE(largest, 2e-6);
    } else {
      EXPECT_LE(largest, 0.04F) << name;
      // Cutting at two deviations takes 12 % off the deviation.
      EXPECT_NEAR(tensor.std().item<double>(), 0.88 * 0.02, 2e-3) << name;
    }
  }
}

}  // namespace
}  // namespace pyra
