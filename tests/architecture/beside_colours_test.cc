// What config.json says of pictures is used, what it leaves out is assumed aloud.
#include <gtest/gtest.h>

#include "architecture/beside.h"

namespace pyra {
namespace {

using testing::Beside;
using testing::says;
using testing::small_backbone;
using testing::zeros;

std::string pictures(const std::string& fields) {
  return R"({"architecture":"vit_of_mine","pretrained_cfg":{)" + fields + "}}";
}

TEST_F(Beside, WhatIsStatedOfPicturesIsUsedWithTheDefaultOfTheRest) {
  const Backbone no_size =
      with(pictures(R"("mean":[0.1,0.2,0.3],"std":[0.4,0.5,0.6],"crop_pct":0.5,"interpolation":"bilinear")"));
  EXPECT_EQ(no_size.preprocessing.mean[2], 0.3);
  EXPECT_EQ(no_size.preprocessing.std[0], 0.4);
  EXPECT_EQ(no_size.preprocessing.resize, 64);
  EXPECT_EQ(no_size.preprocessing_source, "config.json beside the file");
  EXPECT_TRUE(says(no_size, "pictures of 32x32 assumed"));

  const Backbone no_std = with(pictures(R"("mean":[0.1,0.2,0.3],"input_size":[3,32,32],"crop_pct":1)"));
  EXPECT_EQ(no_std.preprocessing.mean[0], 0.1);
  EXPECT_EQ(no_std.preprocessing.std[0], 0.5);
  EXPECT_TRUE(says(no_std, "std 0.5 0.5 0.5 (default of timm and JAX ViT), bicubic assumed"));

  const Backbone no_mean = with(pictures(R"("std":[0.1,0.2,0.3])"));
  EXPECT_EQ(no_mean.preprocessing.std[0], 0.1);
  EXPECT_TRUE(says(no_mean, "mean 0.5 0.5 0.5"));
  EXPECT_TRUE(says(no_mean, "crop_pct 0.875"));
}

TEST_F(Beside, ColoursAreCheckedWhereTheyAreRead) {
  refused(pictures(R"("mean":[123.675,116.28,103.53])"), "0.485 0.456 0.406");
  refused(pictures(R"("std":[58.395,57.12,57.375])"), "0.229 0.224 0.225");
  for (const char* std : {"0", "[0,0,0]", "[-1,1,1]", "1e-40", "1e30"}) {
    refused(pictures(std::string(R"("std":)") + std), "pretrained_cfg.std");
  }
  refused(pictures(R"("mean":-0.5)"), "pretrained_cfg.mean");
  EXPECT_EQ(with(pictures(R"("mean":0,"std":1)")).preprocessing.std[0], 1);
}

}  // namespace
}  // namespace pyra
