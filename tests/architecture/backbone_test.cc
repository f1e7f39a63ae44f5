// Every checkpoint that the real writers made loads, and loads to the very tensors of the real model.
#include "pyra/backbone.h"

#include <gtest/gtest.h>

#include <cmath>

#include "io/checkpoint_fixtures.h"
#include "pyra/checkpoint.h"

namespace pyra {
namespace {

using testing::CheckpointFixtures;

struct Loaded {
  Backbone backbone;
  Checkpoint expected;
};

Loaded load(const std::string& name) {
  const auto folder = CheckpointFixtures::get().folder(name);
  Checkpoint expected = read_checkpoint(folder / "expected.safetensors");
  return {read_backbone(folder / expected.metadata.at("file")), std::move(expected)};
}

class RealCheckpoints : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string& missing = CheckpointFixtures::get().missing();
    if (!missing.empty()) GTEST_SKIP() << missing;
  }
};

TEST_F(RealCheckpoints, LoadToTheTensorsOfTheRealModel) {
  const auto cases = CheckpointFixtures::get().cases();
  EXPECT_GE(cases.size(), 20u);
  for (const std::string& name : cases) {
    SCOPED_TRACE(name);
    const auto [backbone, expected] = load(name);
    std::size_t compared = 0;
    for (const auto& [tensor_name, tensor] : expected.tensors) {
      if (tensor_name.starts_with("input.") || tensor_name.starts_with("output.") ||
          tensor_name.starts_with("resized.")) {
        continue;
      }
      const auto found = backbone.tensors.find(tensor_name);
      ASSERT_NE(found, backbone.tensors.end()) << tensor_name;
      EXPECT_EQ(found->second.dtype, DType::f32) << tensor_name;
      EXPECT_EQ(found->second.shape, tensor.shape) << tensor_name;
      EXPECT_EQ(found->second.to_float(), tensor.to_float()) << tensor_name;
      ++compared;
    }
    EXPECT_EQ(compared, backbone.tensors.size());
  }
}

TEST_F(RealCheckpoints, TellTheirArchitectureAndOrigin) {
  for (const std::string& name : CheckpointFixtures::get().cases()) {
    SCOPED_TRACE(name);
    const auto [backbone, expected] = load(name);
    EXPECT_EQ(config_to_json(backbone.config),
              config_to_json(config_from_json(expected.metadata.at("config"))));
    EXPECT_EQ(backbone.family, expected.metadata.at("family"));
    EXPECT_EQ(backbone.format, expected.metadata.at("format"));
  }
}

TEST_F(RealCheckpoints, HaveTheFingerprintThatHashlibComputes) {
  for (const std::string& name : CheckpointFixtures::get().cases()) {
    SCOPED_TRACE(name);
    const auto [backbone, expected] = load(name);
    EXPECT_EQ(backbone.fingerprint, expected.metadata.at("fingerprint"));
  }
}

TEST_F(RealCheckpoints, FingerprintIsThatOfTheModelNotOfTheFile) {
  const std::string safetensors = load("timm_class_token").backbone.fingerprint;
  EXPECT_EQ(load("google_jax").backbone.fingerprint, safetensors);
  EXPECT_EQ(load("timm_parameters_strided").backbone.fingerprint, safetensors);
  EXPECT_NE(load("timm_bfloat16").backbone.fingerprint, safetensors);
}

TEST_F(RealCheckpoints, ResizeTheirPositionsAsTimmDoes) {
  const auto [original, expected] = load("timm_class_token");
  std::size_t compared = 0;
  for (const auto& [name, tensor] : expected.tensors) {
    if (!name.starts_with("resized.")) continue;
    SCOPED_TRACE(name);
    const std::size_t cross = name.find('x');
    Backbone backbone = original;
    resize_pos_embed(backbone, std::stoll(name.substr(8)), std::stoll(name.substr(cross + 1)));
    const HostTensor& positions = backbone.tensors.at("pos_embed");
    ASSERT_EQ(positions.shape, tensor.shape);
    const auto ours = positions.to_float(), theirs = tensor.to_float();
    for (std::size_t i = 0; i < ours.size(); ++i) ASSERT_NEAR(ours[i], theirs[i], 1e-6) << i;
    EXPECT_EQ(backbone.config.tokens(), tensor.shape[1]);
    EXPECT_EQ(backbone.preprocessing.crop_width, backbone.config.image_width);
    EXPECT_EQ(backbone.fingerprint, original.fingerprint);
    ++compared;
  }
  EXPECT_EQ(compared, 4u);
}

TEST_F(RealCheckpoints, TakeWhatStandsBesideTheFile) {
  const Backbone hugging_face = load("huggingface_vit").backbone;
  EXPECT_EQ(hugging_face.class_names, (std::vector<std::string>{"ant", "bee", "cat", "dog", "eel"}));
  EXPECT_EQ(hugging_face.preprocessing_source, "preprocessor_config.json beside the file");
  EXPECT_TRUE(hugging_face.preprocessing.direct_resize);
  EXPECT_EQ(hugging_face.preprocessing.interpolation, Interpolation::bilinear);

  const Backbone timm = load("timm_rectangular").backbone;
  EXPECT_EQ(timm.class_names.size(), 5u);
  EXPECT_EQ(timm.preprocessing.mean, (std::array<double, 3>{0.1, 0.2, 0.3}));
  EXPECT_EQ(timm.preprocessing.resize, 50);  // floor(48 / 0.95)
  EXPECT_EQ(timm.preprocessing.interpolation, Interpolation::bilinear);

  EXPECT_EQ(load("pyra_metadata").backbone.class_names.at(1), "two");
}

TEST_F(RealCheckpoints, SayWhatTheyLeftOut) {
  std::string all;
  for (const std::string& line : load("deit_distilled").backbone.assumptions) all += line + "\n";
  EXPECT_NE(all.find("'model.'"), std::string::npos) << all;
}

TEST(SharedModel, Loads) {
  const std::filesystem::path file =
      PYRA_SOURCE_DIR "/../shared/models/vit_tiny_patch16_224.augreg_in21k_ft_in1k/model.safetensors";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file;
  const Backbone backbone = read_backbone(file);
  EXPECT_EQ(backbone.config.dim, 192);
  EXPECT_EQ(backbone.config.heads, 3);
  EXPECT_EQ(backbone.config.tokens(), 197);
  EXPECT_EQ(backbone.tensors.size(), 152u);
  EXPECT_EQ(backbone.preprocessing.resize, 248);
  std::int64_t parameters = 0;
  for (const auto& [name, tensor] : backbone.tensors) parameters += tensor.elements();
  EXPECT_EQ(parameters, 5'717'416);
}

}  // namespace
}  // namespace pyra
