// DINOv3's names: timm's, its authors' and transformers'.
#include <gtest/gtest.h>

#include "architecture/beside.h"
#include "io/expect_error.h"

namespace pyra {
namespace {

using testing::Beside;
using testing::expect_input_error;
using testing::says;

constexpr std::int64_t kDim = 64, kHidden = 24;

HostTensor numbers(std::vector<std::int64_t> shape, float first) {
  std::int64_t count = 1;
  for (const std::int64_t side : shape) count *= side;
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) values.push_back(first + 0.001F * static_cast<float>(i));
  return make_tensor(values, std::move(shape));
}

void add_layer(TensorMap& tensors, const std::string& name, std::int64_t out, std::int64_t in, float first,
               bool bias = true) {
  tensors[name + ".weight"] = numbers({out, in}, first);
  if (bias) tensors[name + ".bias"] = numbers({out}, first + 0.5F);
}

void add_norm(TensorMap& tensors, const std::string& name) {
  tensors[name + ".weight"] = numbers({kDim}, 1);
  tensors[name + ".bias"] = numbers({kDim}, 0);
}

/// Of timm, one block; `gated`: S+.
TensorMap timms(bool gated, bool biases) {
  TensorMap t;
  t["cls_token"] = numbers({1, 1, kDim}, 0);
  t["reg_token"] = numbers({1, 4, kDim}, 1);
  t["patch_embed.proj.weight"] = numbers({kDim, 3, 16, 16}, 0);
  t["patch_embed.proj.bias"] = numbers({kDim}, 2);
  const std::string b = "blocks.0.";
  add_norm(t, b + "norm1");
  add_norm(t, b + "norm2");
  t[b + "gamma_1"] = numbers({kDim}, 0.1F);
  t[b + "gamma_2"] = numbers({kDim}, 0.2F);
  add_layer(t, b + "attn.qkv", 3 * kDim, kDim, 3, false);
  if (biases) {
    t[b + "attn.q_bias"] = numbers({kDim}, 5);
    t[b + "attn.v_bias"] = numbers({kDim}, 6);
  }
  add_layer(t, b + "attn.proj", kDim, kDim, 4);
  for (const char* name : {"mlp.fc1_g", "mlp.fc1_x"})
    if (gated) add_layer(t, b + name, kHidden, kDim, name[8] == 'g' ? 7 : 8);
  if (!gated) add_layer(t, b + "mlp.fc1", kHidden, kDim, 7);
  add_layer(t, b + "mlp.fc2", kDim, kHidden, 9);
  add_norm(t, "norm");
  return t;
}

using Renames = std::vector<std::pair<std::string, std::string>>;

TensorMap renamed(const TensorMap& tensors, const Renames& renames) {
  TensorMap result;
  for (const auto& [name, tensor] : tensors) {
    std::string to = name;
    for (const auto& [from, with] : renames)
      if (const auto at = to.find(from); at != std::string::npos) to.replace(at, from.size(), with);
    result[to] = tensor;
  }
  return result;
}

using Dinov3 = Beside;

TEST_F(Dinov3, OfTimm) {
  const Backbone plain = read(timms(false, false));
  EXPECT_EQ(plain.family, "dinov3");
  const VitConfig& c = plain.config;
  EXPECT_TRUE(c.rotary && !c.pos_embed && c.layer_scale && !c.qkv_bias && !c.gated_mlp);
  EXPECT_EQ(c.registers, 4);
  EXPECT_EQ(c.norm_eps, 1e-5);
  EXPECT_EQ(c.rope_theta, 100);
  EXPECT_EQ(c.image_height, 224);
  EXPECT_EQ(c.pooling, Pooling::average);
  EXPECT_TRUE(says(plain, "average pooling assumed, as timm has it"));
  EXPECT_TRUE(says(plain, "pictures of 224x224"));
}

TEST_F(Dinov3, KeysHaveNoBias) {
  const Backbone backbone = read(timms(true, true));
  EXPECT_TRUE(backbone.config.gated_mlp && backbone.config.qkv_bias);
  EXPECT_EQ(backbone.config.activation, Activation::silu);
  const std::vector<float> bias = backbone.tensors.at("blocks.0.attn.qkv.bias").to_float();
  EXPECT_EQ(bias[0], 5);
  for (std::size_t i = kDim; i < 2 * kDim; ++i) ASSERT_EQ(bias[i], 0);
  EXPECT_EQ(bias[2 * kDim], 6);
  const std::vector<float> gates = backbone.tensors.at("blocks.0.mlp.fc1.bias").to_float();
  EXPECT_EQ(gates[0], 7.5F);
  EXPECT_EQ(gates[kHidden], 8.5F);
}

TEST_F(Dinov3, OfItsAuthors) {
  TensorMap authors = renamed(timms(true, false), {{"reg_token", "storage_tokens"},
                                                   {"gamma_1", "ls1.gamma"},
                                                   {"gamma_2", "ls2.gamma"},
                                                   {"mlp.fc1_g", "mlp.w1"},
                                                   {"mlp.fc1_x", "mlp.w2"},
                                                   {"mlp.fc2", "mlp.w3"}});
  authors["blocks.0.attn.qkv.bias"] = numbers({3 * kDim}, 1);
  authors["blocks.0.attn.qkv.bias_mask"] = numbers({3 * kDim}, 1);
  authors["rope_embed.periods"] = numbers({16}, 1);
  authors["mask_token"] = numbers({1, kDim}, 0);
  const Backbone backbone = read(authors);
  EXPECT_EQ(backbone.family, "dinov3-authors");
  EXPECT_EQ(backbone.config.pooling, Pooling::class_token);
  EXPECT_TRUE(says(backbone, "left out mask_token"));
  const std::vector<float> bias = backbone.tensors.at("blocks.0.attn.qkv.bias").to_float();
  EXPECT_EQ(bias[0], 1);
  EXPECT_EQ(bias[kDim], 0);
  EXPECT_NEAR(bias[2 * kDim], 1 + 0.001 * 2 * kDim, 1e-6);
}

TEST_F(Dinov3, WhatIsMissingIsNamed) {
  for (const char* name :
       {"blocks.0.norm2.bias", "blocks.0.mlp.fc2.weight", "blocks.0.gamma_2", "norm.bias"}) {
    TensorMap tensors = timms(false, true);
    tensors.erase(name);
    const std::string told = std::string(name) == "blocks.0.gamma_2" ? "blocks.0.ls2.gamma" : name;
    expect_input_error([&] { read(tensors); }, told);
  }
  TensorMap half = timms(true, false);
  half.erase("blocks.0.mlp.fc1_x.weight");
  expect_input_error([&] { read(half); }, "mlp.fc1_x.weight");
}

// A plain ViT that has lost its positions is damaged, not rotary.
TEST_F(Dinov3, OthersWithoutPositionsAreNoDinov3) {
  TensorMap tensors = testing::zeros(testing::small_backbone());
  tensors.erase("pos_embed");
  expect_input_error([&] { read(tensors); }, "pos_embed");
  TensorMap other = timms(false, false);
  other["fc_norm.weight"] = numbers({kDim}, 1);
  other["fc_norm.bias"] = numbers({kDim}, 1);
  expect_input_error([&] { read(other); }, "rotary positions");
}

TEST_F(Dinov3, SizesAreThoseOfWholePatches) {
  BackboneOverrides said;
  said.image_size = {{96, 160}};
  EXPECT_EQ(read(timms(false, false), said).config.image_width, 160);
  said.image_size = {{100, 160}};
  expect_input_error([&] { read(timms(false, false), said); }, "patches of 16 pixels");
}

}  // namespace
}  // namespace pyra
