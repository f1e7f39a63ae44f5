#include "model/vit.h"

#include <gtest/gtest.h>

#include "io/expect_error.h"
#include "model/tiny_vit.h"

namespace pyra {
namespace {

using testing::largest_difference;
using testing::logits_of;
using testing::random_images;
using testing::random_vit;
using testing::tiny_config;
using testing::tuning_of;

Vit::Output followed(const Vit& model, const at::Tensor& images) {
  const at::NoGradGuard no_grad;
  Pass pass;
  pass.follow_tokens = true;  // also makes the last block compute every token
  return model.forward(images, pass);
}

TEST(Vit, ComputesThePrefixAloneInTheLastBlock) {
  for (const bool distilled : {false, true}) {
    for (const char* reducer : {"none", "tome", "pyra"}) {
      VitConfig config = tiny_config();
      config.distilled = distilled;
      const Vit model = random_vit(config, tuning_of("lora", reducer, {4, 3, 2}));
      const at::Tensor images = random_images(config, 3);
      EXPECT_LT(largest_difference(logits_of(model, images), followed(model, images).logits), 1e-4)
          << reducer;
    }
  }
}

TEST(Vit, FollowsEveryPatchToItsRow) {
  VitConfig config = tiny_config();
  config.registers = 2;
  const Vit model = random_vit(config, tuning_of("none", "tome", {4, 3, 2}));
  const at::Tensor source = followed(model, random_images(config, 2)).source;
  ASSERT_EQ(source.sizes(), (at::IntArrayRef{2, 19}));
  const std::int64_t rows = 19 - 9;
  EXPECT_TRUE(((source >= 0) & (source < rows)).all().item<bool>());
  for (std::int64_t b = 0; b < 2; ++b) {
    const at::Tensor members = at::bincount(source[b], {}, rows);
    EXPECT_TRUE((members > 0).all().item<bool>());
    for (std::int64_t prefix = 0; prefix < 3; ++prefix) {
      EXPECT_EQ(source[b][prefix].item<std::int64_t>(), prefix);
      EXPECT_EQ(members[prefix].item<std::int64_t>(), 1);
    }
  }
}

TEST(Vit, PoolsTokensByTheirSize) {
  // With attention and MLP silent, blocks only merge; the size-weighted mean then cannot change.
  VitConfig config = tiny_config();
  config.pooling = Pooling::average;
  config.final_norm = false;
  const auto silent = [&](const Tuning& tuning) {
    Vit model = random_vit(config, tuning);
    for (const Parameter& p : model.parameters()) {
      if (p.name.find("attn.proj") != std::string::npos || p.name.find("mlp.fc2") != std::string::npos)
        p.tensor.zero_();
    }
    return model;
  };
  const at::Tensor images = random_images(config, 3);
  EXPECT_LT(largest_difference(logits_of(silent(tuning_of("none", "tome", {5, 4, 2})), images),
                               logits_of(silent({}), images)),
            1e-4);
}

TEST(Vit, SeesPatchesRowByRow) {
  VitConfig config = tiny_config();
  const Vit model = random_vit(config, {});
  at::Tensor weight, bias, positions, cls;
  for (const Parameter& p : model.parameters()) {
    if (p.name == "patch_embed.proj.weight") weight = p.tensor;
    if (p.name == "patch_embed.proj.bias") bias = p.tensor;
    if (p.name == "pos_embed") positions = p.tensor;
    if (p.name == "cls_token") cls = p.tensor;
  }
  Embedding embedding(config);
  ParameterList list;
  embedding.collect(list);
  for (const Parameter& p : list) {
    for (const Parameter& from : model.parameters()) {
      if (from.name == p.name) p.tensor.copy_(from.tensor);
    }
  }
  const at::Tensor images = random_images(config, 2);
  const at::Tensor patches = at::conv2d(images, weight, bias, 8).flatten(2).transpose(1, 2);
  const at::Tensor wanted = at::cat({cls.expand({2, -1, -1}), patches}, 1) + positions;
  EXPECT_LT(largest_difference(embedding.forward(images), wanted), 1e-4);
}

TEST(Vit, RefusesPicturesOfAnotherShape) {
  const Vit model = random_vit(tiny_config(), {});
  const std::vector<std::vector<std::int64_t>> shapes{
      {1, 3, 32, 40}, {1, 1, 32, 32}, {3, 32, 32}, {1, 3, 224, 224}};
  for (const auto& shape : shapes) {
    testing::expect_input_error([&] { logits_of(model, at::zeros(shape)); },
                                "this model reads [B, 3, 32, 32]");
  }
}

TEST(Vit, TakesNoPictures) {
  const Vit model = random_vit(tiny_config(), tuning_of("lora", "pyra", {4, 3, 2}));
  EXPECT_EQ(logits_of(model, at::empty({0, 3, 32, 32})).sizes(), (at::IntArrayRef{0, 4}));
}

TEST(Vit, AnswersEachPictureByItself) {
  const Vit model = random_vit(tiny_config(), tuning_of("adapter", "pyra", {4, 3, 2}));
  const at::Tensor images = random_images(tiny_config(), 3);
  const at::Tensor together = logits_of(model, images);
  for (std::int64_t b = 0; b < 3; ++b) {
    EXPECT_LT(largest_difference(logits_of(model, images.narrow(0, b, 1)), together.narrow(0, b, 1)), 1e-4);
  }
}

TEST(Vit, DrawsFromTheGivenSeedInTraining) {
  Tuning tuning = tuning_of("lora", "pyra", {4, 3, 2});
  tuning.dropout = 0.3;
  tuning.drop_path = 0.5;
  const Vit model = random_vit(tiny_config(), tuning);
  const at::Tensor images = random_images(tiny_config(), 4);
  const auto trained = [&](std::uint64_t seed) {
    return model.forward(images, Pass{testing::seeded(seed)}).logits;
  };
  EXPECT_TRUE(at::equal(trained(1), trained(1)));
  EXPECT_FALSE(at::equal(trained(1), trained(2)));
  EXPECT_TRUE(at::equal(logits_of(model, images), logits_of(model, images)));
}

TEST(Vit, WithoutHeadGivesFeatures) {
  VitConfig config = tiny_config();
  config.classes = 0;
  EXPECT_EQ(logits_of(random_vit(config, {}), random_images(config, 2)).sizes(), (at::IntArrayRef{2, 32}));
}

TEST(Vit, DistilledWithoutHeadsGivesTheMeanFeatures) {
  VitConfig config = tiny_config();
  config.distilled = true;
  config.classes = 0;
  EXPECT_EQ(logits_of(random_vit(config, {}), random_images(config, 2)).sizes(), (at::IntArrayRef{2, 32}));
}

}  // namespace
}  // namespace pyra
