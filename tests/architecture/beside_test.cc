// What stands beside a checkpoint decides what it computes and how its pictures are made, or is refused.
#include "architecture/beside.h"

#include <gtest/gtest.h>

#include "io/expect_error.h"

namespace pyra {
namespace {

using testing::Beside;
using testing::expect_input_error;
using testing::says;
using testing::small_backbone;
using testing::zeros;

TEST_F(Beside, NamesOfOtherFunctionsAreRefused) {
  for (const char* name : {"vit_base_patch16_rpn_224", "vit_small_patch16_rope_mixed_ape_224",
                           "vit_pe_own_99", "vit_huge_patch16_rope_999", "eva02_large_patch14_448"}) {
    refused(std::string(R"({"architecture":")") + name + "\"}", name);
  }
}

TEST_F(Beside, TheNameDecidesHowPlacesAreCounted) {
  const VitConfig plain = with(R"({"architecture":"vit_base_patch16_224"})").config;
  EXPECT_FALSE(plain.rotary);
  const VitConfig perceiving = with(R"({"architecture":"vit_pe_spatial_tiny_patch16_512"})").config;
  EXPECT_TRUE(perceiving.rotary && perceiving.rope_counted && perceiving.rope_x_first);
  EXPECT_EQ(perceiving.rope_reference, 32);
  EXPECT_EQ(perceiving.rope_offset, 1);
  EXPECT_EQ(perceiving.rope_theta, 10000);
  EXPECT_EQ(with(R"({"architecture":"vit_small_patch16_rope_ape_224"})").config.rope_reference, 0);
}

TEST_F(Beside, TheNameDecidesHeadsNormAndActivation) {
  VitConfig config = small_backbone();
  config.dim = 1536;
  config.class_token = false;
  config.pooling = Pooling::average;
  beside("config.json", R"({"architecture":"vit_giantopt_patch16_siglip_gap_256","num_features":1536})");
  const Backbone giant = read(zeros(config));
  EXPECT_EQ(giant.config.heads, 16);
  EXPECT_EQ(giant.config.activation, Activation::gelu_tanh);
  EXPECT_EQ(with(R"({"architecture":"vit_base_patch16_clip_224"})").config.norm_eps, 1e-5);
  const Backbone unknown = with(R"({"architecture":"vit_of_my_own"})");
  EXPECT_TRUE(says(unknown, "vit_of_my_own"));
  EXPECT_TRUE(says(unknown, "1 heads"));
}

TEST_F(Beside, ActivationsOfEverySpelling) {
  EXPECT_EQ(activation(R"({"architecture":"vit_tiny_patch16_224"})"), Activation::gelu);
  for (const Activation every : activations()) {
    const std::string name = activation_name(every);
    EXPECT_EQ(
        activation(R"({"architecture":"vit_tiny_patch16_224","model_args":{"act_layer":")" + name + "\"}}"),
        every)
        << name;
  }
  EXPECT_EQ(activation(R"({"architecture":"vit_base_patch16_clip_quickgelu_224"})"), Activation::quick_gelu);
  EXPECT_EQ(activation(R"({"architecture":"vit_base_patch16_clip_quickgelu_999"})"), Activation::quick_gelu);
  EXPECT_EQ(activation(R"({"architecture":"vit_base_patch32_clip_224",
                           "pretrained_cfg":{"notes":["natively QuickGELU, use quickgelu model variant"]}})"),
            Activation::quick_gelu);
  const std::string mish = R"({"architecture":"vit_tiny_patch16_224","model_args":{"act_layer":"mish"}})";
  refused(mish, "'mish'");
  BackboneOverrides overrides;
  overrides.activation = Activation::quick_gelu;
  EXPECT_EQ(with(mish, overrides).config.activation, Activation::quick_gelu);
}

TEST_F(Beside, OptionsThatChangeTheFunctionAreRefusedByName) {
  for (const char* option :
       {R"("qk_norm":true)", R"("block_fn":"ParallelScalingBlock")", R"("norm_layer":"rmsnorm")",
        R"("pool_include_prefix":true)", R"("an_option_to_come":3)", R"("pos_embed":"none")"}) {
    const std::string text(option);
    refused(R"({"architecture":"vit_tiny_patch16_224","model_args":{)" + text + "}}",
            text.substr(1, text.find('"', 1) - 1));
  }
  const Backbone harmless = with(R"({"architecture":"vit_tiny_patch16_224","num_features":64,
      "model_args":{"drop_path_rate":0.1,"img_size":32,"qk_norm":false,"num_heads":2,"block_fn":null}})");
  EXPECT_EQ(harmless.config.heads, 2);
}

TEST_F(Beside, TheFingerprintTellsActivationsApart) {
  const std::string exact = with(R"({"architecture":"vit_tiny_patch16_224"})").fingerprint;
  EXPECT_EQ(exact, fingerprint(zeros(small_backbone())));
  EXPECT_NE(with(R"({"architecture":"vit_base_patch16_clip_quickgelu_224"})").fingerprint, exact);
}

TEST_F(Beside, TimmsCropsAreFollowed) {
  const auto cut = [&](const std::string& mode, const std::string& size, const std::string& share) {
    return with(
               R"({"architecture":"vit_tiny_patch16_224","pretrained_cfg":{"mean":[0.1,0.2,0.3],"std":[1,1,1],
                    "interpolation":"bilinear","input_size":[3,)" +
               size + R"(],"crop_mode":")" + mode + R"(","crop_pct":)" + share + "}}")
        .preprocessing;
  };
  EXPECT_EQ(cut("center", "32,32", "0.5").fit, Fit::shorter_side);
  EXPECT_EQ(cut("center", "32,32", "0.5").resize, 64);
  EXPECT_EQ(cut("squash", "32,32", "0.5").fit, Fit::squash);
  EXPECT_EQ(cut("squash", "32,32", "0.5").frame_height, 64);
  EXPECT_TRUE(cut("squash", "32,32", "1.0").direct_resize);
  EXPECT_EQ(cut("border", "32,32", "1.0").fit, Fit::contain);
  refused(
      R"({"architecture":"vit_tiny_patch16_224","pretrained_cfg":{"mean":0.5,"std":0.5,"input_size":[3,32,32],
          "crop_mode":"spiral"}})",
      "spiral");
}

TEST_F(Beside, WithoutAConfigTheLayoutDecides) {
  VitConfig config = small_backbone();
  config.norm_pre = true;
  config.patch_bias = false;
  EXPECT_NEAR(read(zeros(config)).preprocessing.mean[0], 0.4815, 1e-3);
  EXPECT_TRUE(says(read(zeros(config)), "QuickGELU"));
  config = small_backbone();
  config.layer_scale = true;
  EXPECT_EQ(read(zeros(config)).preprocessing.mean[0], 0.485);
  config = small_backbone();
  config.classes = 0;
  EXPECT_TRUE(says(read(zeros(config)), "DINO"));
}

TEST_F(Beside, ARectangleTakenForASquareIsSaidAndCanBeStated) {
  VitConfig config = small_backbone();
  config.image_height = 384;  // 24 x 12 patches and a class token: 17 x 17
  config.image_width = 192;
  const Backbone guessed = read(zeros(config));
  EXPECT_EQ(guessed.config.image_height, 272);
  EXPECT_TRUE(says(guessed, "another image size can be stated"));
  BackboneOverrides overrides;
  overrides.image_size = {384, 192};
  const Backbone stated = read(zeros(config), overrides);
  EXPECT_EQ(stated.config, config);
  EXPECT_FALSE(says(stated, "272"));
  overrides.image_size = {384, 384};
  expect_input_error([&] { read(zeros(config), overrides); }, "289 positions");
}

}  // namespace
}  // namespace pyra
