// preprocessor_config.json of transformers: folded into mean, std and the transform, or refused.
#include <gtest/gtest.h>

#include "config/sidecar_preprocessing.h"

namespace pyra {
namespace {

struct Described {
  Preprocessing preprocessing;
  std::string refusal;
};

Described describe_json(const std::string& json) {
  Sidecar sidecar;
  Described result;
  result.preprocessing = hugging_face_preprocessing(nlohmann::json::parse(json), sidecar);
  result.refusal = sidecar.refusal;
  return result;
}

/// (x / 255 - mean) / std of an 8-bit value, as pyra will compute it.
double normalised(const Preprocessing& p, double x) { return (x / 255 - p.mean[0]) / p.std[0]; }

TEST(ImageProcessor, ScalingIsFolded) {
  const std::string means = R"("image_mean":[0.4,0.4,0.4],"image_std":[0.2,0.2,0.2],"size":224)";
  EXPECT_NEAR(normalised(describe_json("{" + means + "}").preprocessing, 100), (100.0 / 255 - 0.4) / 0.2,
              1e-9);
  EXPECT_NEAR(normalised(describe_json(R"({"do_rescale":false,)" + means + "}").preprocessing, 100),
              (100 - 0.4) / 0.2, 1e-9);
  EXPECT_NEAR(normalised(describe_json(R"({"rescale_factor":0.01,)" + means + "}").preprocessing, 100),
              (1 - 0.4) / 0.2, 1e-9);
  EXPECT_NEAR(
      normalised(describe_json(R"({"do_normalize":false,"rescale_factor":0.5,)" + means + "}").preprocessing,
                 100),
      50, 1e-9);
  EXPECT_NE(describe_json(R"({"rescale_factor":0})").refusal, "");
}

TEST(ImageProcessor, OneNumberServesAllChannels) {
  const Preprocessing p = describe_json(R"({"image_mean":0.4,"image_std":[0.2],"size":224})").preprocessing;
  EXPECT_EQ(p.mean, (std::array<double, 3>{0.4, 0.4, 0.4}));
  EXPECT_EQ(p.std, (std::array<double, 3>{0.2, 0.2, 0.2}));
  EXPECT_NE(describe_json(R"({"image_mean":[0.4,0.4]})").refusal.find("image_mean"), std::string::npos);
  EXPECT_NE(describe_json(R"({"image_std":"wide"})").refusal.find("image_std"), std::string::npos);
}

TEST(ImageProcessor, SizesOfEveryKind) {
  EXPECT_TRUE(describe_json(R"({"size":224})").preprocessing.direct_resize);
  EXPECT_TRUE(describe_json(R"({"size":{"height":224,"width":224}})").preprocessing.direct_resize);
  const Preprocessing edge =
      describe_json(R"({"size":{"shortest_edge":256},"do_center_crop":true,"crop_size":224})").preprocessing;
  EXPECT_EQ(edge.fit, Fit::shorter_side);
  EXPECT_EQ(edge.resize, 256);
  EXPECT_EQ(edge.crop_width, 224);
  const Preprocessing squash =
      describe_json(R"({"size":256,"do_center_crop":true,"crop_size":{"height":224,"width":224}})")
          .preprocessing;
  EXPECT_EQ(squash.fit, Fit::squash);
  EXPECT_EQ(squash.frame_width, 256);
  EXPECT_NE(describe_json(R"({"size":{"longest_edge":512}})").refusal, "");
}

TEST(ImageProcessor, ConvNextCropsBySharesBelow384) {
  const std::string kind = R"("image_processor_type":"ConvNextImageProcessor","size":{"shortest_edge":)";
  const Preprocessing small = describe_json("{" + kind + R"(224},"crop_pct":0.875})").preprocessing;
  EXPECT_FALSE(small.direct_resize);
  EXPECT_EQ(small.resize, 256);
  EXPECT_EQ(small.crop_height, 224);
  EXPECT_TRUE(describe_json("{" + kind + R"(384},"crop_pct":0.875})").preprocessing.direct_resize);
  EXPECT_NE(
      describe_json(R"({"image_processor_type":"ViTImageProcessor","size":224,"crop_pct":0.9})").refusal, "");
}

TEST(ImageProcessor, FiltersByPillowsNumbers) {
  EXPECT_EQ(describe_json(R"({"resample":1})").preprocessing.interpolation, Interpolation::lanczos);
  EXPECT_EQ(describe_json(R"({"resample":3})").preprocessing.interpolation, Interpolation::bicubic);
  EXPECT_EQ(describe_json(R"({})").preprocessing.interpolation, Interpolation::bilinear);
  EXPECT_NE(describe_json(R"({"resample":0})").refusal.find("nearest"), std::string::npos);
}

TEST(ImageProcessor, StepsThatPyraDoesNotTakeAreRefused) {
  for (const char* step : {R"({"do_pad":true})", R"({"do_flip_channel_order":true})",
                           R"({"rescale_offset":true})", R"({"image_processor_type":"LevitImageProcessor"})",
                           R"({"do_resize":false,"do_center_crop":true,"crop_size":224})"}) {
    EXPECT_NE(describe_json(step).refusal, "") << step;
  }
  EXPECT_EQ(describe_json(R"({"do_pad":false,"do_resize":false,"do_convert_rgb":true})").refusal, "");
}

}  // namespace
}  // namespace pyra
