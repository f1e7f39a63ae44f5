// The parts of backbones: each one's tensors, fields, multiply-adds and checks.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "architecture/model_spec.h"
#include "io/expect_error.h"
#include "pyra/schedule.h"
#include "support/vit_sizes.h"

namespace pyra {
namespace {

using testing::expect_input_error;

VitConfig tiny() {
  return testing::vit_of(
      {.image = 32, .patch = 16, .dim = 8, .depth = 2, .heads = 2, .mlp_dim = 16, .classes = 3});
}

/// Has every part that one backbone can have.
VitConfig everything() {
  VitConfig config = tiny();
  config.distilled = config.norm_pre = config.fc_norm = config.layer_scale = true;
  config.registers = 4;
  return config;
}

const Part& part_of_field(const std::string& field) {
  const auto parts = all_parts();
  return *std::find_if(parts.begin(), parts.end(), [&](const Part& part) {
    return std::any_of(part.fields.begin(), part.fields.end(),
                       [&](const Field& known) { return known.name == field; });
  });
}

TEST(Parts, SayWhatTheyAre) {
  for (const Part& part : all_parts()) {
    EXPECT_FALSE(part.name.empty());
    EXPECT_GT(part.doc.size(), 10U) << part.name;
    EXPECT_LT(part.doc.size(), 100U) << part.name;
  }
}

TEST(Parts, NameTheirFieldsOnce) {
  std::set<std::string_view> names;
  for (const Part& part : all_parts()) {
    for (const Field& field : part.fields) EXPECT_TRUE(names.insert(field.name).second) << field.name;
  }
  EXPECT_EQ(names.size(), 36U);
}

/// Another value of the field that a backbone may have, everything else being as it is.
VitConfig changed(const Field& field) {
  VitConfig config = everything();
  if (const auto* whole = std::get_if<std::int64_t VitConfig::*>(&field.place)) {
    config.** whole = std::max<std::int64_t>(1, config.**whole * 2);
  } else if (const auto* flag = std::get_if<bool VitConfig::*>(&field.place)) {
    config.** flag = !(config.**flag);
  } else if (const auto* real = std::get_if<double VitConfig::*>(&field.place)) {
    config.** real = field.name == "rope_theta" ? 1e4 : 1e-12;
  } else {
    const Choice& choice = *std::get<const Choice*>(field.place);
    choice.choose(choice.words().back(), config);
  }
  return config;
}

TEST(Parts, FieldsComeBackFromJson) {
  for (const Part& part : all_parts()) {
    for (const Field& field : part.fields) {
      VitConfig config = changed(field);
      // What these exclude in a distilled one.
      constexpr std::string_view kOfOneToken[] = {"class_token", "pooling",         "pre_logits",
                                                  "projection",  "projection_bias", "normalized"};
      if (std::find(std::begin(kOfOneToken), std::end(kOfOneToken), field.name) != std::end(kOfOneToken))
        config.distilled = false;
      if (field.name == "class_token") config.pooling = Pooling::average;
      if (field.name == "pooling") config.fc_norm = false;
      if (field.name == "pre_logits") config.pre_logits = 5;
      EXPECT_NE(config_to_json(config), config_to_json(everything())) << field.name;
      EXPECT_EQ(config_from_json(config_to_json(config)), config) << field.name;
    }
  }
}

/// As every version since 0.2 writes it: fields of that time are always there, younger ones only where
/// they are not what all models had.
TEST(Parts, JsonIsThatOfEveryVersion) {
  VitConfig config;
  const std::string first =
      R"("class_token":true,"classes":1000,"depth":12,"dim":768,"distilled":false,"fc_norm":false,)"
      R"("final_norm":true,"heads":12,"image_height":224,"image_width":224,"layer_scale":false,)"
      R"("mlp_dim":3072,"norm_eps":1e-06,"norm_pre":false,"patch":16,"patch_bias":true,)"
      R"("pooling":"class_token","pos_embed_has_prefix":true,"pre_logits":0,"qkv_bias":true,"registers":0})";
  EXPECT_EQ(config_to_json(config), "{" + first);
  config.activation = Activation::quick_gelu;
  EXPECT_EQ(config_to_json(config), R"({"activation":"quick_gelu",)" + first);
}

using Names = std::vector<std::string>;

Names names_of(const TensorShapes& shapes) {
  Names names;
  for (const auto& [name, shape] : shapes) names.push_back(name);
  return names;
}

TEST(Parts, TensorsAreThoseOfTimm) {
  VitConfig config = tiny();
  config.depth = 1;
  EXPECT_EQ(names_of(expected_tensors(config)), (Names{"patch_embed.proj.weight",
                                                       "patch_embed.proj.bias",
                                                       "cls_token",
                                                       "pos_embed",
                                                       "blocks.0.norm1.weight",
                                                       "blocks.0.norm1.bias",
                                                       "blocks.0.attn.qkv.weight",
                                                       "blocks.0.attn.qkv.bias",
                                                       "blocks.0.attn.proj.weight",
                                                       "blocks.0.attn.proj.bias",
                                                       "blocks.0.norm2.weight",
                                                       "blocks.0.norm2.bias",
                                                       "blocks.0.mlp.fc1.weight",
                                                       "blocks.0.mlp.fc1.bias",
                                                       "blocks.0.mlp.fc2.weight",
                                                       "blocks.0.mlp.fc2.bias",
                                                       "norm.weight",
                                                       "norm.bias",
                                                       "head.weight",
                                                       "head.bias"}));
}

/// A part that is present adds its tensors to those of all others, and takes none away.
TEST(Parts, AreThereWhereTheConfigHasThem) {
  const Names plain = names_of(expected_tensors(tiny()));
  const std::vector<std::pair<void (*)(VitConfig&), Names>> added{
      {[](VitConfig& c) { c.distilled = true; }, {"dist_token", "head_dist.weight", "head_dist.bias"}},
      {[](VitConfig& c) { c.registers = 2; }, {"reg_token"}},
      {[](VitConfig& c) { c.norm_pre = true; }, {"norm_pre.weight", "norm_pre.bias"}},
      {[](VitConfig& c) { c.fc_norm = true; }, {"fc_norm.weight", "fc_norm.bias"}},
      {[](VitConfig& c) { c.pre_logits = 4; }, {"pre_logits.fc.weight", "pre_logits.fc.bias"}},
      {[](VitConfig& c) { c.layer_scale = true; },
       {"blocks.0.ls1.gamma", "blocks.0.ls2.gamma", "blocks.1.ls1.gamma", "blocks.1.ls2.gamma"}},
  };
  for (const auto& [change, names] : added) {
    VitConfig config = tiny();
    change(config);
    Names wanted = plain, given = names_of(expected_tensors(config));
    wanted.insert(wanted.end(), names.begin(), names.end());
    std::sort(wanted.begin(), wanted.end());
    std::sort(given.begin(), given.end());
    EXPECT_EQ(given, wanted) << names.front();
  }
}

TEST(Parts, AGateTakesThePlaceOfTheMlp) {
  VitConfig config = tiny();
  config.gated_mlp = true;
  EXPECT_EQ(names_of(expected_tensors(config)), names_of(expected_tensors(tiny())));
  for (const auto& [name, shape] : expected_tensors(config)) {
    if (name == "blocks.1.mlp.fc1.weight") {
      EXPECT_EQ(shape, (std::vector<std::int64_t>{32, 8}));
    }
    if (name == "blocks.1.mlp.fc1.bias") {
      EXPECT_EQ(shape, (std::vector<std::int64_t>{32}));
    }
    if (name == "blocks.1.mlp.fc2.weight") {
      EXPECT_EQ(shape, (std::vector<std::int64_t>{8, 16}));
    }
  }
}

TEST(Parts, MultiplyAddsAreCountedByHand) {
  const VitConfig config = tiny();  // 4 patches and a class token; 8 channels, 16 in the MLP
  const TokenCounts tokens{5, 3};
  EXPECT_EQ(part_of_field("patch").macs(config, tokens), 4 * 3 * 16 * 16 * 8);
  EXPECT_EQ(part_of_field("heads").macs(config, tokens), 5 * 4 * 8 * 8 + 2 * 5 * 5 * 8);
  EXPECT_EQ(part_of_field("mlp_dim").macs(config, tokens), 3 * 2 * 8 * 16);
  EXPECT_EQ(part_of_field("classes").macs(config, tokens), 3 * 8);
  VitConfig gated = config;
  gated.gated_mlp = true;
  EXPECT_EQ(part_of_field("gated_mlp").macs(gated, tokens), 3 * 3 * 8 * 16);
  gated.pooling = Pooling::class_and_average;
  EXPECT_EQ(part_of_field("classes").macs(gated, tokens), 3 * 2 * 8);
  // Two tokens merge in the first block: 3 of 5 look at one head's 4 channels of the 2 others.
  const double blocks = (5 * 4 * 8 * 8 + 2 * 5 * 5 * 8) + 3 * 2 * 4 + 3 * 2 * 8 * 16 +
                        (3 * 4 * 8 * 8 + 2 * 3 * 3 * 8) + 3 * 2 * 8 * 16;
  EXPECT_DOUBLE_EQ(count_gmac(config, {2, 0}), (4 * 3 * 16 * 16 * 8 + blocks + 3 * 8) / 1e9);
}

TEST(Parts, RefuseWhatCannotExist) {
  const auto refused = [](void (*change)(VitConfig&), const std::string& sentence) {
    VitConfig config = tiny();
    change(config);
    expect_input_error([&] { validate(config); }, "not a Vision Transformer: " + sentence);
  };
  refused([](VitConfig& c) { c.patch = 0; }, "patch is 0, expected 1 to 16777216");
  refused([](VitConfig& c) { c.patch = 5; }, "an image of 32x32 is not divisible into patches of 5 pixels");
  refused([](VitConfig& c) { c.registers = -1; }, "registers is -1, expected 0");
  refused([](VitConfig& c) { c.depth = 5000; }, "depth is 5000, expected 1 to 4096");
  refused([](VitConfig& c) { c.heads = 9; }, "heads is 9, expected 1 to 8");
  refused([](VitConfig& c) { c.heads = 3; }, "dim 8 is not divisible by 3 heads");
  refused([](VitConfig& c) { c.mlp_dim = 0; }, "mlp_dim is 0");
  refused([](VitConfig& c) { c.norm_eps = 1; }, "norm_eps is 1.0");
  refused([](VitConfig& c) { c.class_token = false; }, "class-token pooling needs a class token");
  refused([](VitConfig& c) { c.pooling = Pooling::class_and_average, c.class_token = false; },
          "pooling of the class token and the average needs a class token");
  refused([](VitConfig& c) { c.pooling = Pooling::class_and_average, c.pre_logits = 2; },
          "class+average pooling gives 16 channels, and the pre_logits layer reads 8");
  refused([](VitConfig& c) { c.distilled = true, c.pre_logits = 2; },
          "a distilled one has no pre_logits layer");
}

}  // namespace
}  // namespace pyra
