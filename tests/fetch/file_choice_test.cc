#include "fetch/file_choice.h"

#include <gtest/gtest.h>

#include "pyra/error.h"

namespace pyra {
namespace {

using Names = std::vector<std::string>;

std::string refusal(const Names& files, const std::string& wanted = "") {
  try {
    choose_files(files, wanted, "hf:a/b");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(FileChoice, WeightsInTheirOrder) {
  Names files{"other.pth",
              "open_clip_pytorch_model.bin",
              "open_clip_model.safetensors",
              "pytorch_model.bin.index.json",
              "pytorch_model.bin",
              "model.safetensors.index.json",
              "model.safetensors"};
  for (; files.size() > 1; files.pop_back()) EXPECT_EQ(choose_files(files, "", "x").weights, files.back());
  EXPECT_EQ(choose_files(files, "", "x").weights, "other.pth");
}

TEST(FileChoice, CompanionsStandBesideTheWeights) {
  const Names files{"model.safetensors", "config.json", "sub/x.pth", "sub/preprocessor_config.json"};
  EXPECT_EQ(choose_files(files, "", "x").companions, (Names{"config.json"}));
  EXPECT_EQ(choose_files(files, "", "x").absent,
            (Names{"preprocessor_config.json", "processor_config.json"}));
  EXPECT_EQ(choose_files(files, "sub/x.pth", "x").companions, (Names{"sub/preprocessor_config.json"}));
  const FileChoice clip = choose_files({"open_clip_model.safetensors", "open_clip_config.json"}, "", "x");
  EXPECT_EQ(clip.companions, (Names{"open_clip_config.json"}));
  EXPECT_EQ(choose_files(files, "config.json", "x").companions, (Names{}));
}

TEST(FileChoice, WhatNoRuleDecidesIsListed) {
  const std::string several = refusal({"a.safetensors", "b.npz", "readme.md"});
  EXPECT_NE(several.find("several files of weights"), std::string::npos) << several;
  EXPECT_NE(several.find("a.safetensors, b.npz; name one as hf:a/b:FILE"), std::string::npos) << several;
  const std::string none =
      refusal({"flax_model.msgpack", "sub/model.safetensors", "m-00001-of-00002.safetensors"});
  EXPECT_NE(none.find("holds no weights"), std::string::npos) << none;
  EXPECT_NE(none.find("flax_model.msgpack"), std::string::npos) << none;
  EXPECT_NE(refusal({"vit.pth"}, "vit.pt").find("did you mean vit.pth"), std::string::npos);
  const std::string many = refusal(Names(50, "x.txt"));
  EXPECT_NE(many.find("and 30 more"), std::string::npos) << many;
}

TEST(FileChoice, AListingOfPathsThatLeadElsewhere) {
  EXPECT_NO_THROW(check_listing({"a", "b/c"}, "x"));
  EXPECT_THROW(check_listing({"a", "../b"}, "x"), InputError);
}

}  // namespace
}  // namespace pyra
