// A field of config.json that holds another type than it should is refused by name, never taken for absent.
#include <gtest/gtest.h>

#include "architecture/beside.h"

namespace pyra {
namespace {

using testing::Beside;
using testing::says;

/// A config of timm with one more field, at the top, in pretrained_cfg or in model_args.
std::string top(const std::string& field) { return R"({"architecture":"vit_of_mine",)" + field + "}"; }
std::string pretrained(const std::string& field) { return top(R"("pretrained_cfg":{)" + field + "}"); }
std::string argument(const std::string& field) { return top(R"("model_args":{)" + field + "}"); }

TEST_F(Beside, TimmsFieldsOfAnotherTypeAreRefused) {
  for (const char* field :
       {R"("num_features":"64")", R"("num_features":64.5)", R"("num_classes":"3")", R"("global_pool":1)",
        R"("global_pool":true)", R"("model_args":"x")", R"("model_args":[])", R"("pretrained_cfg":[{}])",
        R"("pretrained_cfg":"x")", R"("label_names":"abc")"}) {
    const std::string text(field);
    refused(top(text), text.substr(1, text.find('"', 1) - 1) + " = ");
  }
  refused(R"({"architecture":1})", "architecture = 1, expected text");
  for (const char* field :
       {R"("crop_pct":"0.9")", R"("crop_pct":true)", R"("crop_pct":[0.9])", R"("interpolation":3)",
        R"("crop_mode":1)", R"("crop_border_pixels":"3")", R"("input_size":[32,32])",
        R"("input_size":[1,32,32])", R"("input_size":[3,0,0])", R"("input_size":[3,-32,32])",
        R"("input_size":[3,1e30,32])", R"("input_size":"3,32,32")"}) {
    const std::string text(field);
    refused(pretrained(text), "pretrained_cfg." + text.substr(1, text.find('"', 1) - 1) + " = ");
  }
  for (const char* field :
       {R"("num_heads":"1")", R"("num_heads":true)", R"("img_size":"32")", R"("act_layer":["gelu"])",
        R"("global_pool":5)", R"("depth":"1")", R"("class_token":1)", R"("patch_size":[16,8])"}) {
    const std::string text(field);
    refused(argument(text), "model_args." + text.substr(1, text.find('"', 1) - 1) + " = ");
  }
}

TEST_F(Beside, NullSaysNothingAndWholeNumbersMayHaveAPoint) {
  const Backbone backbone = with(
      R"({"architecture":"vit_of_mine","num_features":64.0,"global_pool":null,"label_names":null,
          "pretrained_cfg":{"mean":[0.1,0.2,0.3],"std":1,"input_size":[3,32.0,32.0],"crop_pct":0.5,
          "crop_mode":null,"interpolation":"bilinear"},
          "model_args":{"num_heads":null,"img_size":32.0,"act_layer":null}})");
  EXPECT_EQ(backbone.preprocessing.resize, 64);
  EXPECT_EQ(backbone.preprocessing.mean[1], 0.2);
}

TEST_F(Beside, AnAdapterThatSaysWhatIsComputedIsNotStopped) {
  BackboneOverrides overrides;
  overrides.trained_on = true;
  EXPECT_NO_THROW(with(R"({"architecture":"vit_of_mine","num_classes":"3"})", overrides));
  EXPECT_NO_THROW(with(R"({"architecture":"vit_of_mine","num_classes":9})", overrides));
}

TEST_F(Beside, ArchitecturesOfOtherFamiliesAreRefused) {
  for (const char* name : {"resnet50", "swin_tiny_patch4_window7_224", "convnext_base.fb_in1k"}) {
    refused(std::string(R"({"architecture":")") + name + "\"}", "no plain Vision Transformer");
  }
  EXPECT_EQ(with(R"({"architecture":"hf_hub:timm/vit_base_patch16_clip_224.openai"})").config.norm_eps, 1e-5);
  refused(R"({"architecture":"timm/vit_base_patch16_rpn_224.sw_in1k"})", "after attention");
  EXPECT_TRUE(says(with(R"({"architecture":"vit_tiny_patch16_224"})"), "has 192 channels, the weights 64"));
}

}  // namespace
}  // namespace pyra
