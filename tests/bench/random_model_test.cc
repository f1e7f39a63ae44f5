#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "architecture/architectures.h"
#include "pyra/backbone.h"
#include "pyra/bench.h"
#include "pyra/error.h"

namespace pyra {
namespace {

struct Moments {
  double mean = 0, deviation = 0;
};

Moments moments(const HostTensor& tensor) {
  const std::vector<float> values = tensor.to_float();
  Moments m;
  for (const float value : values) m.mean += value;
  m.mean /= static_cast<double>(values.size());
  for (const float value : values) m.deviation += (value - m.mean) * (value - m.mean);
  m.deviation = std::sqrt(m.deviation / static_cast<double>(values.size()));
  return m;
}

TEST(RandomModel, HasEveryTensorOfItsArchitecture) {
  const VitConfig& config = find_architecture("vit_demo_patch2_28");
  const InferenceModel model = random_model(config, "tome", {});
  const auto expected = expected_tensors(config);
  EXPECT_EQ(model.tensors.size(), expected.size());
  for (const auto& [name, shape] : expected) EXPECT_EQ(model.tensors.at(name).shape, shape) << name;
  EXPECT_EQ(model.rates, std::vector<std::int64_t>(12, 0));
}

TEST(RandomModel, WeightsAreOfATrainedModelsSize) {
  const InferenceModel model = random_model(find_architecture("vit_demo_patch2_28"), "tome", {});
  const Moments qkv = moments(model.tensors.at("blocks.3.attn.qkv.weight"));  // [192, 64]
  EXPECT_NEAR(qkv.mean, 0, 0.005);
  EXPECT_NEAR(qkv.deviation, 0.125, 0.005);  // 1 / sqrt(64)
  EXPECT_NEAR(moments(model.tensors.at("blocks.3.mlp.fc2.weight")).deviation, 0.0625, 0.003);
  EXPECT_NEAR(moments(model.tensors.at("norm.weight")).mean, 1, 0.02);
}

TEST(RandomModel, IsAFunctionOfTheSeed) {
  const VitConfig& config = find_architecture("vit_demo_patch2_28");
  const auto head = [&](std::uint64_t seed) {
    return random_model(config, "none", {}, seed).tensors.at("head.weight").to_float();
  };
  EXPECT_EQ(head(1), head(1));
  EXPECT_NE(head(1), head(2));
}

TEST(RandomModel, PyraGetsWeightsWhereItMerges) {
  const InferenceModel model = random_model(find_architecture("vit_demo_patch2_28"), "pyra", {5, 0, 3});
  EXPECT_EQ(model.tensors.at("blocks.0.pyra_a").shape, (std::vector<std::int64_t>{5, 1}));
  EXPECT_EQ(model.tensors.at("blocks.2.pyra_b").shape, (std::vector<std::int64_t>{1, 64}));
  EXPECT_EQ(model.tensors.count("blocks.1.pyra_a"), 0U);
  EXPECT_THROW(random_model(find_architecture("vit_demo_patch2_28"), "prune", {}), InputError);
}

}  // namespace
}  // namespace pyra
