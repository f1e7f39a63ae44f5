// Picture towers beside text towers: what open_clip_config.json says, what is refused.
#include <gtest/gtest.h>

#include "architecture/beside.h"

namespace pyra {
namespace {

using testing::Beside;
using testing::expect_input_error;
using testing::says;
using testing::small_backbone;
using testing::zeros;

constexpr std::int64_t kDim = 96, kShared = 40;

HostTensor tensor(std::vector<std::int64_t> shape, float value = 0.5F) {
  std::int64_t count = 1;
  for (const std::int64_t side : shape) count *= side;
  return make_tensor(std::vector<float>(static_cast<std::size_t>(count), value), std::move(shape));
}

void add_layer(TensorMap& t, const std::string& name, std::int64_t out, std::int64_t in) {
  t[name + ".weight"] = tensor({out, in});
  t[name + ".bias"] = tensor({out});
}

void add_norm(TensorMap& t, const std::string& name) {
  t[name + ".weight"] = tensor({kDim});
  t[name + ".bias"] = tensor({kDim});
}

/// One block of open_clip's, 4 patches, and something of a text tower.
TensorMap tower(const std::string& visual = "visual.") {
  TensorMap t;
  t[visual + "conv1.weight"] = tensor({kDim, 3, 16, 16});
  t[visual + "class_embedding"] = tensor({kDim});
  t[visual + "positional_embedding"] = tensor({5, kDim});
  t[visual + "proj"] = tensor({kDim, kShared});
  for (const char* name : {"ln_pre", "ln_post"}) add_norm(t, visual + name);
  const std::string block = visual + "transformer.resblocks.0.";
  for (const char* name : {"ln_1", "ln_2"}) add_norm(t, block + name);
  t[block + "attn.in_proj_weight"] = tensor({3 * kDim, kDim});
  t[block + "attn.in_proj_bias"] = tensor({3 * kDim});
  add_layer(t, block + "attn.out_proj", kDim, kDim);
  add_layer(t, block + "mlp.c_fc", 2 * kDim, kDim);
  add_layer(t, block + "mlp.c_proj", kDim, 2 * kDim);
  if (!visual.empty()) {
    t["token_embedding.weight"] = tensor({3, 4});
    t["transformer.resblocks.0.ln_1.weight"] = tensor({4});
  }
  return t;
}

class Towers : public Beside {
 protected:
  Backbone of(const std::string& vision, const std::string& model = "", const std::string& pictures = "") {
    beside("open_clip_config.json", R"({"model_cfg": {"embed_dim": 40, )" + model +
                                        R"( "vision_cfg": {"image_size": 32, "width": 96, "layers": 1, )" +
                                        vision + R"( "patch_size": 16}}, "preprocess_cfg": {)" + pictures +
                                        "}}");
    return read(tower());
  }
  void refuses(const std::string& vision, const std::string& why, const std::string& model = "",
               const std::string& pictures = "") {
    SCOPED_TRACE(vision + model + pictures);
    expect_input_error([&] { of(vision, model, pictures); }, why);
  }
};

TEST_F(Towers, TheConfigDecidesWhatIsComputed) {
  const Backbone plain = of(R"("head_width": 32, "mlp_ratio": 2.0,)");
  EXPECT_EQ(plain.family, "open_clip");
  EXPECT_EQ(plain.config.heads, 3);
  EXPECT_EQ(plain.config.projection, kShared);
  EXPECT_EQ(plain.config.activation, Activation::gelu);
  EXPECT_EQ(plain.config.pooling, Pooling::class_token);
  EXPECT_EQ(plain.config.norm_eps, 1e-5);
  EXPECT_EQ(plain.tensors.at("projection.weight").shape, (std::vector<std::int64_t>{kShared, kDim}));
  EXPECT_TRUE(says(plain, "the text tower"));
  EXPECT_EQ(of(R"("head_width": 32,)", R"("quick_gelu": true,)").config.activation, Activation::quick_gelu);
  EXPECT_EQ(of(R"("head_width": 32, "act_kwargs": {"approximate": "tanh"},)").config.activation,
            Activation::gelu_tanh);
  EXPECT_EQ(of(R"("head_width": 32, "norm_kwargs": {"eps": 1e-6},)").config.norm_eps, 1e-6);
  const Backbone mean = of(R"("head_width": 32, "pool_type": "avg", "final_ln_after_pool": true,)");
  EXPECT_EQ(mean.config.pooling, Pooling::average);
  EXPECT_TRUE(mean.config.fc_norm && !mean.config.final_norm);
}

TEST_F(Towers, PicturesAreOpenClips) {
  const Backbone squashed =
      of(R"("head_width": 32,)", "", R"("resize_mode": "squash", "mean": [0.5, 0.5, 0.5])");
  EXPECT_TRUE(squashed.preprocessing.direct_resize);
  EXPECT_EQ(squashed.preprocessing.mean[0], 0.5);
  EXPECT_NEAR(squashed.preprocessing.std[0], 0.26862954, 1e-9);
  const Backbone cropped = of(R"("head_width": 32,)");
  EXPECT_EQ(cropped.preprocessing.resize, 32);
  EXPECT_EQ(cropped.preprocessing.rounding, Rounding::torchvision);
  EXPECT_EQ(cropped.preprocessing_source, "open_clip_config.json beside the file");
}

TEST_F(Towers, WhatIsNotComputedIsRefusedByName) {
  refuses(R"("head_width": 32, "attentional_pool": true,)", "attentional_pool");
  refuses(R"("head_width": 32, "qk_norm": true,)", "qk_norm");
  refuses(R"("head_width": 32, "pool_type": "none",)", "'none'");
  refuses(R"("head_width": 36,)", "head_width");
  refuses(R"("head_width": 32, "mlp_ratio": 4.0,)", "mlp_ratio");
  refuses(R"("head_width": 32, "no_ln_pre": true,)", "no_ln_pre");
  refuses(R"("head_width": 32, "act_kwargs": {"alpha": 2},)", "alpha");
  refuses(R"("head_width": 32,)", "longest", "", R"("resize_mode": "longest")");
}

TEST_F(Towers, WithoutAConfigTheActivationIsAssumedAloud) {
  for (const char* visual : {"visual.", "", "module.visual."}) {
    SCOPED_TRACE(visual);
    const Backbone backbone = read(tower(visual));
    EXPECT_EQ(backbone.config.activation, Activation::quick_gelu);
    EXPECT_TRUE(says(backbone, "QuickGELU assumed"));
    EXPECT_EQ(backbone.preprocessing_source, "default of CLIP");
    BackboneOverrides said;
    said.activation = Activation::gelu;
    EXPECT_FALSE(says(read(tower(visual), said), "QuickGELU assumed"));
  }
}

TEST_F(Towers, APartOfTheTowerThatIsUnknownIsNoTextTower) {
  TensorMap tensors = tower();
  tensors["visual.transformer.resblocks.0.attn.ln_q.weight"] = tensor({kDim});
  expect_input_error([&] { read(tensors); }, "attn.ln_q.weight");
  tensors = tower("");
  tensors["transformer.resblocks.0.attn.ln_q.weight"] = tensor({kDim});
  expect_input_error([&] { read(tensors); }, "attn.ln_q.weight");
}

/// timm's names of a plain ViT with changes.
class Layouts : public Beside {
 protected:
  TensorMap plain(const std::vector<std::string>& without, const std::vector<std::string>& with) {
    TensorMap tensors = zeros(small_backbone());
    for (const std::string& name : without)
      std::erase_if(tensors, [&](const auto& entry) { return entry.first.starts_with(name); });
    for (const std::string& name : with) tensors[name] = tensor({small_backbone().dim});
    return tensors;
  }
};

TEST_F(Layouts, ThatHideAnotherFunctionAreRefusedUnlessNamed) {
  const TensorMap spatial = plain({"norm."}, {"norm_pre.weight", "norm_pre.bias"});
  expect_input_error([&] { read(spatial); }, "Perception Encoder");
  TensorMap normed_after =
      plain({"cls_token", "norm.", "blocks.0.attn.qkv.bias"}, {"fc_norm.weight", "fc_norm.bias"});
  normed_after["pos_embed"] = tensor({1, 4, small_backbone().dim});
  expect_input_error([&] { read(normed_after); }, "vit_*_rpn_*");
  beside("config.json", R"({"architecture": "vit_base_patch16_own"})");
  EXPECT_TRUE(read(spatial).config.norm_pre);
}

}  // namespace
}  // namespace pyra
