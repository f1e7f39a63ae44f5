// What is inferred, assumed, overridden and refused, on checkpoints of zeros made here.
#include <gtest/gtest.h>

#include <algorithm>

#include "architecture/small_backbone.h"
#include "io/expect_error.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::small_backbone;
using testing::zeros;

using BackboneInference = testing::BackboneFolder;

TEST_F(BackboneInference, PublishedHeads) {
  const std::pair<std::int64_t, std::int64_t> published[] = {{192, 3},   {384, 6},   {768, 12}, {1024, 16},
                                                             {1280, 16}, {1152, 16}, {48, 3}};
  for (const auto& [dim, heads] : published) {
    VitConfig config = small_backbone();
    config.dim = dim;
    config.heads = heads;
    const Backbone backbone = read(zeros(config));
    EXPECT_EQ(backbone.config.heads, heads) << dim;
    EXPECT_NE(backbone.assumptions.at(0).find(std::to_string(heads) + " heads"), std::string::npos);
  }
}

TEST_F(BackboneInference, OverridesGoFirst) {
  VitConfig config = small_backbone();
  BackboneOverrides overrides;
  overrides.heads = 4;
  overrides.pooling = Pooling::average;
  overrides.norm_eps = 1e-5;
  const Backbone backbone = read(zeros(config), overrides);
  EXPECT_EQ(backbone.config.heads, 4);
  EXPECT_EQ(backbone.config.pooling, Pooling::average);
  EXPECT_EQ(backbone.config.norm_eps, 1e-5);
  overrides.heads = 5;
  expect_input_error([&] { read(zeros(config), overrides); }, "not divisible by 5 heads");
}

TEST_F(BackboneInference, AGateByTheShapesOfItsMaps) {
  VitConfig config = small_backbone();
  config.gated_mlp = true;
  const Backbone backbone = read(zeros(config));
  EXPECT_TRUE(backbone.config.gated_mlp);
  EXPECT_EQ(backbone.config.mlp_dim, 8);
  EXPECT_EQ(backbone.config.activation, Activation::silu);
  EXPECT_NE(backbone.assumptions.at(0).find("SiLU for the gate"), std::string::npos);
  EXPECT_FALSE(read(zeros(small_backbone())).config.gated_mlp);
  TensorMap tensors = zeros(config);
  tensors.erase("blocks.0.mlp.fc2.weight");
  expect_input_error([&] { read(tensors); }, "lacks the tensor 'blocks.0.mlp.fc2.weight'");
}

TEST_F(BackboneInference, AHeadOfTwiceTheChannelsReadsClassTokenAndAverage) {
  VitConfig config = small_backbone();
  config.pooling = Pooling::class_and_average;
  EXPECT_EQ(read(zeros(config)).config.pooling, Pooling::class_and_average);
  BackboneOverrides overrides;
  overrides.pooling = Pooling::class_and_average;
  EXPECT_EQ(read(zeros(config), overrides).config.features(), 128);
  overrides.pooling = Pooling::average;
  expect_input_error([&] { read(zeros(config), overrides); }, "reads 128 channels");
  config.classes = 0;
  EXPECT_EQ(read(zeros(config)).config.pooling, Pooling::class_token);
  overrides.pooling = Pooling::class_and_average;
  EXPECT_EQ(read(zeros(config), overrides).config.features(), 128);
}

TEST_F(BackboneInference, NamesATensorThatIsMissing) {
  TensorMap tensors = zeros(small_backbone());
  tensors.erase("blocks.0.mlp.fc2.bias");
  expect_input_error([&] { read(tensors); }, "lacks the tensor 'blocks.0.mlp.fc2.bias' of shape [64]");
  tensors = zeros(small_backbone());
  tensors.erase("pos_embed");
  expect_input_error([&] { read(tensors); }, "'pos_embed'");
}

TEST_F(BackboneInference, NamesATensorOfAnotherShape) {
  TensorMap tensors = zeros(small_backbone());
  tensors["norm.bias"] = make_tensor(std::vector<float>(65), {65});
  expect_input_error([&] { read(tensors); }, "'norm.bias' is F32 [65], expected [64]");
}

TEST_F(BackboneInference, NamesATensorThatItDoesNotKnow) {
  TensorMap tensors = zeros(small_backbone());
  tensors["blocks.0.attn.q_norm.weight"] = make_tensor(std::vector<float>(64), {64});
  expect_input_error([&] { read(tensors); }, "'blocks.0.attn.q_norm.weight' (F32 [64]) is not part of");
}

TEST_F(BackboneInference, NamesAWeightThatIsNoNumber) {
  TensorMap tensors = zeros(small_backbone());
  tensors["norm.bias"] = make_tensor(std::vector<std::int64_t>(64), {64});
  expect_input_error([&] { read(tensors); }, "'norm.bias' cannot serve as a weight");
}

TEST_F(BackboneInference, ListsTheFamiliesForStrangers) {
  expect_input_error(
      [&] {
        read({{"conv1.weight", make_tensor(std::vector<float>(1), {1})}});
      },
      "huggingface");
  expect_input_error([&] { read({}); }, "no tensors");
}

TEST_F(BackboneInference, RefusesPatchesThatAreNotSquare) {
  TensorMap tensors = zeros(small_backbone());
  tensors["patch_embed.proj.weight"] = make_tensor(std::vector<float>(64 * 3 * 16 * 8), {64, 3, 16, 8});
  expect_input_error([&] { read(tensors); }, "square patches");
}

TEST_F(BackboneInference, AmbiguousPositionsAreSettledAloud) {
  VitConfig config = small_backbone();  // 5 prefix tokens: 9 positions are 3x3 patches or 5 + 2x2
  config.registers = 4;
  config.image_height = config.image_width = 48;
  config.pos_embed_has_prefix = false;
  const Backbone backbone = read(zeros(config));
  EXPECT_EQ(backbone.config.image_height, 48);
  EXPECT_FALSE(backbone.config.pos_embed_has_prefix);
  EXPECT_TRUE(
      std::any_of(backbone.assumptions.begin(), backbone.assumptions.end(),
                  [](const std::string& line) { return line.find("9 positions") != std::string::npos; }));
}

TEST_F(BackboneInference, MetadataGoesBeforeAssumptions) {
  VitConfig config = small_backbone();
  config.heads = 2;
  config.norm_eps = 1e-3;
  Preprocessing preprocessing;
  preprocessing.crop_height = preprocessing.crop_width = preprocessing.resize = 32;
  preprocessing.mean = {0.1, 0.2, 0.3};
  const std::map<std::string, std::string> metadata{{kConfigKey, config_to_json(config)},
                                                    {kPreprocessingKey, preprocessing_to_json(preprocessing)},
                                                    {kClassesKey, R"(["a","b","c"])"}};
  const Backbone backbone = read(zeros(config), {}, metadata);
  EXPECT_EQ(backbone.config, config);
  EXPECT_EQ(backbone.preprocessing, preprocessing);
  EXPECT_EQ(backbone.class_names.size(), 3u);
  EXPECT_TRUE(backbone.assumptions.empty());
}

TEST_F(BackboneInference, RefusesMetadataThatContradictsTheWeights) {
  VitConfig config = small_backbone();
  config.depth = 2;
  expect_input_error(
      [&] {
        read(zeros(small_backbone()), {}, {{kConfigKey, config_to_json(config)}});
      },
      "blocks.1.");
  expect_input_error(
      [&] {
        read(zeros(small_backbone()), {}, {{kClassesKey, R"(["a"])"}});
      },
      "names 1 classes");
  expect_input_error([&] { read(zeros(small_backbone()), {}, {{kClassesKey, "[[1]]"}}); }, kClassesKey);
}

TEST_F(BackboneInference, IgnoresTheConfigOfAnotherModelAloud) {
  beside("config.json",
         R"({"architecture":"vit_base_patch16_224","num_features":768,"model_args":{"num_heads":12}})");
  const Backbone backbone = read(zeros(small_backbone()));
  EXPECT_EQ(backbone.config.heads, 1);
  EXPECT_NE(backbone.assumptions.at(0).find("another model"), std::string::npos);
}

TEST_F(BackboneInference, RefusesConfigsThatItCannotFollow) {
  beside("config.json", R"({"architecture":"vit", "global_pool":"prr"})");
  expect_input_error([&] { read(zeros(small_backbone())); }, "'prr'");
  beside("config.json", "{");
  expect_input_error([&] { read(zeros(small_backbone())); }, "config.json");
}

TEST_F(BackboneInference, DeitNamedInTheConfigHasItsPreprocessing) {
  beside("config.json", R"({"architecture":"deit_tiny_patch16_224"})");
  VitConfig config = small_backbone();
  config.image_height = config.image_width = 224;
  const Backbone backbone = read(zeros(config));
  EXPECT_EQ(backbone.preprocessing.resize, 256);
  EXPECT_EQ(backbone.preprocessing.mean[0], 0.485);
}

TEST_F(BackboneInference, ResizingRefusesImpossibleSizes) {
  Backbone backbone = read(zeros(small_backbone()));
  expect_input_error([&] { resize_pos_embed(backbone, 40, 32); }, "patches of 16 pixels");
  expect_input_error([&] { resize_pos_embed(backbone, 0, 32); }, "pictures of 0x32");
  EXPECT_EQ(backbone.config, small_backbone());
}

TEST(Fingerprint, LeavesTheHeadOutAndSeesShapes) {
  TensorMap tensors = zeros(small_backbone());
  const std::string before = fingerprint(tensors);
  EXPECT_EQ(before.size(), 64u);
  tensors["head.bias"] = make_tensor(std::vector<float>{1, 2, 3}, {3});
  EXPECT_EQ(fingerprint(tensors), before);
  tensors["norm.bias"].shape = {8, 8};
  EXPECT_NE(fingerprint(tensors), before);
}

}  // namespace
}  // namespace pyra
