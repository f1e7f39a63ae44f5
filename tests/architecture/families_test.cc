// What a family of checkpoints assumes of its models, and that nothing but its key map decides it.
#include <gtest/gtest.h>

#include <set>

#include "architecture/families/key_map.h"

namespace pyra {
namespace {

const KeyMap& family(std::string_view name) {
  for (const KeyMap& map : key_maps()) {
    if (map.name == name) return map;
  }
  throw std::out_of_range("no family " + std::string(name));
}

TEST(Families, AreListedOnceWithALineOfHelp) {
  std::set<std::string_view> names;
  for (const KeyMap& map : key_maps()) {
    EXPECT_TRUE(names.insert(map.name).second) << map.name;
    EXPECT_NE(map.doc.find(':'), std::string_view::npos) << map.name;
  }
  EXPECT_GE(names.size(), 4U);
}

TEST(Families, AssumeWhatTheirModelsHave) {
  const KeyMap &hub = family("huggingface"), &timm = family("timm"), &deit = family("deit");
  ASSERT_TRUE(hub.norm_eps);
  EXPECT_EQ(hub.norm_eps->eps, 1e-12);
  EXPECT_EQ(hub.pooling, Pooling::class_token);
  EXPECT_FALSE(timm.norm_eps || timm.pooling || timm.pictures);
  std::string warning;
  const auto pictures = [&](const KeyMap& map, const VitConfig& config) {
    return default_pictures(map.pictures, map.shared_names, config, warning).source;
  };
  EXPECT_EQ(pictures(deit, {}), "default of DeiT");
  EXPECT_EQ(pictures(hub, {}), "default of Hugging Face's ViTImageProcessor");
  EXPECT_EQ(warning, "");
  EXPECT_EQ(pictures(timm, {}), "default of timm and JAX ViT");
  EXPECT_NE(warning.find("a plain DeiT has the names of a ViT"), std::string::npos);
  EXPECT_EQ(pictures(family("google-jax"), {}), "default of timm and JAX ViT");
  EXPECT_EQ(warning, "");
  VitConfig dinov2;
  dinov2.layer_scale = true;
  dinov2.patch = 14;
  EXPECT_EQ(pictures(timm, dinov2), "default of DINOv2, whose layout this is");
  for (const char* name : {"dinov2-authors", "dinov2-huggingface"}) {
    EXPECT_EQ(pictures(family(name), dinov2), "default of DINOv2");
    EXPECT_EQ(family(name).norm_eps->eps, 1e-6);
    EXPECT_TRUE(family(name).resizes_positions);
  }
  EXPECT_FALSE(timm.resizes_positions || hub.resizes_positions || deit.resizes_positions);
}

}  // namespace
}  // namespace pyra
