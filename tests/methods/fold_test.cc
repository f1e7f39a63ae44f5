#include <gtest/gtest.h>

#include "methods/list.h"

namespace pyra {
namespace {

TEST(Fold, LoraIsAddedToTheFusedProjection) {
  VitConfig config;
  config.dim = 2;
  config.depth = 1;
  TensorMap tensors;
  tensors["blocks.0.attn.qkv.weight"] =
      make_tensor(std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, {6, 2});
  tensors["blocks.0.attn.LoRA_a.weight"] = make_tensor(std::vector<float>{1, 2, 10, 20}, {2, 2});
  tensors["blocks.0.attn.LoRA_b.weight"] =
      make_tensor(std::vector<float>{1, 0, 0, 1, 1, 1, 0, 0, -1, 0, 0.5F, 0.5F}, {6, 2});
  find_method("lora").fold(tensors, config);
  EXPECT_EQ(tensors.size(), 1U);
  EXPECT_EQ(tensors.at("blocks.0.attn.qkv.weight").to_float(),
            (std::vector<float>{1 + 1, 2 + 2, 3 + 10, 4 + 20, 5 + 11, 6 + 22, 7, 8, 9 - 1, 10 - 2, 11 + 5.5F,
                                12 + 11}));
}

}  // namespace
}  // namespace pyra
