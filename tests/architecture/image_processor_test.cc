// preprocessor_config.json of transformers: folded into mean, std and the transform, or refused.
#include <gtest/gtest.h>

#include "architecture/sidecar/sidecar_preprocessing.h"

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

TEST(ImageProcessor, Dinov3ResizesFloats) {
  const auto plain = describe_json(R"({"image_processor_type":"DINOv3ViTImageProcessorFast"})");
  EXPECT_TRUE(plain.preprocessing.direct_resize && plain.preprocessing.float_resize);
  EXPECT_EQ(plain.preprocessing.interpolation, Interpolation::bilinear);
  EXPECT_NE(describe_json(
                R"({"image_processor_type":"DINOv3ViTImageProcessor","do_center_crop":true,"crop_size":200})")
                .refusal,
            "");
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

TEST(ImageProcessor, FieldsOfAnotherTypeAreRefusedByName) {
  for (const char* field :
       {R"("do_rescale":0)", R"("do_normalize":"false")", R"("do_resize":1)", R"("do_center_crop":"true")",
        R"("rescale_factor":"1/255")", R"("rescale_factor":true)", R"("resample":"3")", R"("resample":true)",
        R"("resample":"bilinear")", R"("size":{"height":0,"width":0})", R"("size":-224)", R"("size":224.5)",
        R"("image_processor_type":1)",
        R"("crop_pct":"0.9","image_processor_type":"ConvNextImageProcessor")"}) {
    const std::string text(field);
    const std::string name = text.substr(1, text.find('"', 1) - 1);
    EXPECT_NE(describe_json("{" + text + "}").refusal.find(name + " = "), std::string::npos) << text;
  }
  EXPECT_EQ(describe_json(R"({"do_rescale":null,"size":224.0,"resample":null,"image_mean":null})").refusal,
            "");
}

TEST(ImageProcessor, ColoursAreFromZeroToOne) {
  const std::string refusal = describe_json(R"({"image_mean":[123.675,116.28,103.53]})").refusal;
  EXPECT_NE(refusal.find("0.485 0.456 0.406"), std::string::npos) << refusal;
  for (const char* field : {R"("image_std":0)", R"("image_std":[0.5,-1,0.5])", R"("image_std":1e-40)",
                            R"("image_mean":-1)", R"("rescale_factor":1e30)"}) {
    EXPECT_NE(describe_json("{" + std::string(field) + "}").refusal, "") << field;
  }
  const Preprocessing unscaled =
      describe_json(
          R"({"do_rescale":false,"image_mean":[123.675,116.28,103.53],"image_std":[58.395,57.12,57.375]})")
          .preprocessing;
  EXPECT_NEAR(unscaled.mean[0], 0.485, 1e-9);
  EXPECT_NEAR(unscaled.std[2], 0.225, 1e-9);
}

// As the classes of transformers 5.24 have them.
TEST(ImageProcessor, EveryTypeHasItsOwnDefaults) {
  const auto of = [](const std::string& type) {
    return describe_json(R"({"image_processor_type":")" + type + "\"}");
  };
  for (const char* type : {"CLIPImageProcessor", "CLIPFeatureExtractor", "BitImageProcessorFast"}) {
    const Preprocessing clip = of(type).preprocessing;
    EXPECT_EQ(clip.mean, (std::array<double, 3>{0.48145466, 0.4578275, 0.40821073})) << type;
    EXPECT_EQ(clip.std, (std::array<double, 3>{0.26862954, 0.26130258, 0.27577711})) << type;
    EXPECT_EQ(clip.interpolation, Interpolation::bicubic);
    EXPECT_EQ(clip.fit, Fit::shorter_side);
    EXPECT_FALSE(clip.direct_resize);
    EXPECT_EQ(clip.resize, 224);
  }
  const Preprocessing deit = of("DeiTImageProcessor").preprocessing;
  EXPECT_EQ(deit.fit, Fit::squash);
  EXPECT_EQ(deit.frame_height, 256);
  EXPECT_EQ(deit.crop_height, 224);
  EXPECT_EQ(deit.interpolation, Interpolation::bicubic);
  EXPECT_TRUE(of("ViTImageProcessorPil").preprocessing.direct_resize);
  EXPECT_EQ(of("ViTImageProcessor").preprocessing.interpolation, Interpolation::bilinear);
  EXPECT_EQ(of("SiglipImageProcessor").preprocessing.interpolation, Interpolation::bicubic);
  EXPECT_EQ(of("ConvNextImageProcessor").preprocessing.crop_height, 384);
  EXPECT_NE(of("BeitImageProcessor").refusal.find("versions"), std::string::npos);
  EXPECT_NE(
      describe_json(R"({"image_processor_type":"DeiTImageProcessor","size":32})").refusal.find("crop_size"),
      std::string::npos);
}

TEST(ImageProcessor, WhatIsTakenFromTheTypeIsSaid) {
  Sidecar sidecar;
  hugging_face_preprocessing(
      nlohmann::json::parse(R"({"image_processor_type":"ViTImageProcessor","image_mean":0.5,"size":224})"),
      sidecar);
  ASSERT_EQ(sidecar.notes.size(), 1u);
  EXPECT_NE(sidecar.notes[0].find("image_std, resample: as ViTImageProcessor"), std::string::npos)
      << sidecar.notes[0];
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
