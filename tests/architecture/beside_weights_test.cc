// What config.json says of the weights is what they say themselves, or is refused.
#include <gtest/gtest.h>

#include "architecture/beside.h"

namespace pyra {
namespace {

using testing::Beside;
using testing::says;
using testing::small_backbone;
using testing::zeros;

TEST_F(Beside, ArgumentsThatContradictTheWeightsAreRefused) {
  for (const char* argument :
       {R"("embed_dim":128)", R"("depth":12)", R"("patch_size":8)", R"("patch_size":[8,8])",
        R"("mlp_ratio":4)", R"("in_chans":1)", R"("num_classes":1000)", R"("reg_tokens":4)",
        R"("class_token":false)", R"("no_embed_class":true)", R"("pre_norm":true)", R"("init_values":1e-5)",
        R"("qkv_bias":false)", R"("proj_bias":false)", R"("final_norm":false)", R"("fc_norm":true)"}) {
    const std::string text(argument);
    refused(R"({"architecture":"vit_of_mine","model_args":{)" + text + "}}",
            "model_args." + text.substr(1, text.find('"', 1) - 1) + " = ");
  }
  const Backbone agreed = with(
      R"({"architecture":"vit_of_mine","num_classes":3,"model_args":{"embed_dim":64,"depth":1,"patch_size":16,
          "mlp_ratio":0.125,"in_chans":3,"reg_tokens":0,"class_token":true,"no_embed_class":false,
          "pre_norm":false,"init_values":null,
          "qkv_bias":true,"proj_bias":true,"final_norm":true,"fc_norm":false}})");
  EXPECT_EQ(agreed.config.depth, 1);
}

TEST_F(Beside, ClassesCountWhereThereIsAHead) {
  refused(R"({"architecture":"vit_of_mine","num_classes":5})", "num_classes = 5, the weights say 3");
  EXPECT_NO_THROW(with(R"({"architecture":"vit_of_mine","num_classes":0})"));
  EXPECT_NO_THROW(
      with(R"({"architecture":"vit_of_mine","num_classes":3,"pretrained_cfg":{"num_classes":1000}})"));
  VitConfig headless = small_backbone();
  headless.classes = 0;
  beside("config.json", R"({"architecture":"vit_of_mine","num_classes":1000})");
  EXPECT_EQ(read(zeros(headless)).config.classes, 0);
}

TEST_F(Beside, RatiosAreThoseOfAWidthThatWasRoundedDown) {
  VitConfig config = small_backbone();
  config.mlp_dim = 85;  // int(64 * 4 / 3)
  beside("config.json", R"({"architecture":"vit_of_mine","model_args":{"mlp_ratio":1.3333333}})");
  EXPECT_EQ(read(zeros(config)).config.mlp_dim, 85);
}

}  // namespace
}  // namespace pyra
