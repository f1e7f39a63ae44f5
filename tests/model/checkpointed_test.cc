// Checkpointing changes what is kept, not what is computed.
#include <gtest/gtest.h>

#include "base/text/words.h"
#include "methods/list.h"
#include "model/tiny_vit.h"

namespace pyra {
namespace {

using namespace testing;

std::map<std::string, at::Tensor> step(const Vit& model, const ParameterList& trainable, const Pass& pass) {
  std::map<std::string, at::Tensor> numbers;
  const at::Tensor logits = model.forward(random_images(model.config(), 3), pass).logits;
  numbers["logits"] = logits.detach();
  logits.square().sum().backward();
  for (const Parameter& p : trainable) {
    if (p.tensor.grad().defined()) numbers[p.name] = p.tensor.grad().clone();
    p.tensor.mutable_grad().reset();
  }
  // The generator goes on from the same place.
  if (pass.random) numbers["random"] = at::empty({4}).uniform_(0, 1, pass.random);
  return numbers;
}

class CheckpointedTest : public ::testing::TestWithParam<std::string> {};

TEST_P(CheckpointedTest, GivesTheSameNumbersToTheBit) {
  for (const char* reducer : {"none", "pyra"}) {
    Tuning tuning = tuning_of(GetParam(), reducer, {4, 0, 0});
    tuning.dropout = 0.3;
    tuning.drop_path = 0.3;
    Vit model = random_vit(tiny_config(), tuning);
    const ParameterList trainable = freeze(model, tuning);
    model.pack(Element::f32);
    const auto plain = step(model, trainable, Pass{seeded(5)}),
               again = step(model, trainable, Pass{.random = seeded(5), .checkpointing = true});
    EXPECT_GT(plain.size(), 2U);
    ASSERT_EQ(again.size(), plain.size());
    for (const auto& [name, numbers] : plain)
      EXPECT_TRUE(at::equal(again.at(name), numbers)) << reducer << " " << name;
  }
}

TEST(Checkpointed, MergedTokensKeepTheirPlaces) {
  VitConfig config = tiny_config();
  config.rotary = true;
  const Tuning tuning = tuning_of("lora", "pyra", {4, 2, 0});
  Vit model = random_vit(config, tuning);
  const ParameterList trainable = freeze(model, tuning);
  const auto plain = step(model, trainable, Pass{}),
             again = step(model, trainable, Pass{.checkpointing = true});
  ASSERT_EQ(again.size(), plain.size());
  for (const auto& [name, numbers] : plain) EXPECT_TRUE(at::equal(again.at(name), numbers)) << name;
}

INSTANTIATE_TEST_SUITE_P(Methods, CheckpointedTest, ::testing::ValuesIn(names_of(methods())));

}  // namespace
}  // namespace pyra
