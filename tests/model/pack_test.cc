// Packed weights: the same model, faster.
#include <gtest/gtest.h>

#include "base/text/words.h"
#include "methods/list.h"
#include "model/tiny_vit.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using namespace testing;

struct Step {
  at::Tensor logits;
  std::map<std::string, at::Tensor> gradients;
};

/// One training step's numbers; dropout off, so that both forms draw nothing.
Step step(const Vit& model, const ParameterList& trainable, const at::Tensor& images) {
  Step result;
  result.logits = model.forward(images, Pass{}).logits;
  result.logits.square().sum().backward();
  for (const Parameter& p : trainable) {
    result.gradients[p.name] = p.tensor.grad().defined() ? p.tensor.grad().clone() : at::zeros_like(p.tensor);
    p.tensor.mutable_grad().reset();
  }
  return result;
}

double relative(const at::Tensor& a, const at::Tensor& b) {
  return largest_difference(a, b) / std::max(1e-6, b.detach().abs().max().item<double>());
}

class PackTest : public ::testing::TestWithParam<std::string> {
 protected:
  static void check(const VitConfig& config, const Tuning& tuning);
};

TEST_P(PackTest, GivesTheSameLogitsAndGradients) {
  const Tuning tuning = tuning_of(GetParam(), "pyra", {4, 3, 0});
  check(tiny_config(), tuning);
  VitConfig gated = tiny_config();
  gated.gated_mlp = true;
  gated.activation = Activation::silu;
  check(gated, tuning);
}
INSTANTIATE_TEST_SUITE_P(Methods, PackTest, ::testing::ValuesIn(names_of(methods())));

void PackTest::check(const VitConfig& config, const Tuning& tuning) {
  Vit model = random_vit(config, tuning);
  const ParameterList trainable = freeze(model, tuning);
  const at::Tensor images = random_images(tiny_config(), 3);
  const Step plain = step(model, trainable, images);
  model.pack(Element::f32);
  const Step packed = step(model, trainable, images);
  EXPECT_LT(relative(packed.logits, plain.logits), 1e-5);
  for (const auto& [name, gradient] : plain.gradients)
    EXPECT_LT(relative(packed.gradients.at(name), gradient), 1e-4) << name;
}

TEST(Pack, KeepsFrozenWeightsOnce) {
  Vit model = random_vit(tiny_config(), tuning_of("lora", "none"));
  std::map<std::string, at::Tensor> before;
  for (const Parameter& p : model.parameters()) before.emplace(p.name, p.tensor.clone());
  freeze(model, tuning_of("lora", "none"));
  model.pack(Element::f32);
  std::int64_t absent = 0;
  for (const Parameter& p : model.parameters()) absent += p.tensor.is_meta() ? 1 : 0;
  EXPECT_EQ(absent, 3 * 4);  // qkv, proj, fc1, fc2 of three blocks
  model.unpack();
  for (const Parameter& p : model.parameters()) EXPECT_TRUE(at::equal(p.tensor, before.at(p.name))) << p.name;
}

TEST(Pack, LeavesWhatTrains) {
  Vit model = random_vit(tiny_config(), tuning_of("full", "none"));
  freeze(model, tuning_of("full", "none"));
  model.pack(Element::f32);
  for (const Parameter& p : model.parameters()) EXPECT_FALSE(p.tensor.is_meta()) << p.name;
}

TEST(Pack, FoldsToThePlainModel) {
  const Tuning tuning = tuning_of("lora", "tome", {4, 3, 0});
  Vit plain = random_vit(tiny_config(), tuning), packed = random_vit(tiny_config(), tuning);
  freeze(packed, tuning);
  packed.pack(Element::f32);
  plain.fold();
  packed.fold();
  const ParameterList wanted = plain.parameters(), given = packed.parameters();
  ASSERT_EQ(given.size(), wanted.size());
  for (std::size_t i = 0; i < given.size(); ++i)
    EXPECT_TRUE(at::equal(given[i].tensor, wanted[i].tensor)) << given[i].name;
}

TEST(Pack, Bf16IsNearFloat32) {
  try {
    check_element(Element::bf16);
  } catch (const InputError& error) {
    GTEST_SKIP() << error.what();
  }
  const Tuning tuning = tuning_of("lora", "none");
  Vit model = random_vit(tiny_config(), tuning);
  const ParameterList trainable = freeze(model, tuning);
  const at::Tensor images = random_images(tiny_config(), 3);
  const Step plain = step(model, trainable, images);
  model.pack(Element::bf16);
  const Step packed = step(model, trainable, images);
  EXPECT_LT(relative(packed.logits, plain.logits), 5e-2);
  EXPECT_GT(relative(packed.logits, plain.logits), 1e-5);
  for (const auto& [name, gradient] : plain.gradients)
    EXPECT_LT(relative(packed.gradients.at(name), gradient), 1e-1) << name;
  for (const Parameter& p : model.parameters())
    EXPECT_FALSE(p.tensor.is_meta()) << p.name;  // bf16 cannot give them back
}

}  // namespace
}  // namespace pyra
