#include "model/load.h"

#include <gtest/gtest.h>

#include "io/expect_error.h"
#include "model/tiny_vit.h"
#include "pyra/backbone.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::tiny_config;

TEST(HostTensors, GoToTorchAndBack) {
  const at::Tensor tensor = testing::normal({2, 3}, 1);
  EXPECT_TRUE(at::equal(to_torch(to_host(tensor)), tensor));
  EXPECT_TRUE(at::equal(to_torch(to_host(tensor.t())), tensor.t()));
  EXPECT_TRUE(at::equal(to_torch(to_host(at::full({}, 2.5))), at::full({}, 2.5)));
}

TEST(Parameters, AreThoseThatABackboneHas) {
  VitConfig plain = tiny_config(), distilled = tiny_config(), other = tiny_config();
  distilled.distilled = true;
  other.class_token = other.pos_embed_has_prefix = other.qkv_bias = other.patch_bias = other.final_norm =
      false;
  other.pooling = Pooling::average;
  other.registers = 3;
  other.norm_pre = other.fc_norm = other.layer_scale = true;
  other.pre_logits = 24;
  for (const VitConfig& config : {plain, distilled, other}) {
    const Vit model = testing::random_vit(config, {});
    std::map<std::string, std::vector<std::int64_t>> given, expected;
    for (const Parameter& p : model.parameters()) given[p.name] = p.tensor.sizes().vec();
    for (const auto& [name, shape] : expected_tensors(config)) expected[name] = shape;
    EXPECT_EQ(given, expected);
    EXPECT_TRUE(testing::logits_of(model, testing::random_images(config, 1)).isfinite().all().item<bool>());
  }
}

TEST(LoadParameters, NamesWhatDoesNotFit) {
  const Vit model = testing::random_vit(tiny_config(), {});
  const TensorMap good = to_tensor_map(model.parameters());
  EXPECT_NO_THROW(load_parameters(model.parameters(), good));
  TensorMap bad = good;
  bad.erase("norm.bias");
  expect_input_error([&] { load_parameters(model.parameters(), bad); }, "tensor norm.bias is missing");
  bad = good;
  bad.emplace("surprise", good.at("norm.bias"));
  expect_input_error([&] { load_parameters(model.parameters(), bad); },
                     "tensor surprise (F32 [32]) is in the file");
  bad = good;
  bad.at("norm.bias") = good.at("head.bias");
  expect_input_error([&] { load_parameters(model.parameters(), bad); },
                     "tensor norm.bias is F32 [4], but the model needs F32 [32]");
}

TEST(Select, TakesRoles) {
  const Vit model = testing::random_vit(tiny_config(), testing::tuning_of("lora", "pyra", {2, 0, 2}));
  const auto count = [&](Role wanted) {
    return select(model.parameters(), [&](Role role) { return role == wanted; }).size();
  };
  EXPECT_EQ(count(Role::head), 2u);
  EXPECT_EQ(count(Role::adapter), 6u);
  EXPECT_EQ(count(Role::reducer), 8u);
}

}  // namespace
}  // namespace pyra
