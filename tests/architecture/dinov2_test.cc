// DINOv2 in its authors' names and in transformers'.
#include <gtest/gtest.h>

#include "architecture/beside.h"
#include "io/expect_error.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::says;
using testing::small_backbone;
using testing::zeros;

constexpr std::int64_t kChannels = 64;

HostTensor counted(std::vector<std::int64_t> shape, float first) {
  std::int64_t count = 1;
  for (const std::int64_t side : shape) count *= side;
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) values.push_back(first + static_cast<float>(i));
  return make_tensor(values, std::move(shape));
}

VitConfig small(bool gated = false) {
  VitConfig config = small_backbone();
  config.layer_scale = true;
  config.depth = 2;
  config.gated_mlp = gated;
  config.classes = 0;
  return config;
}

void rename(TensorMap& tensors, const std::string& from, const std::string& to) {
  auto node = tensors.extract(from);
  node.key() = to;
  tensors.insert(std::move(node));
}

/// As the authors save it: timm's names with a mask token, and w12 and w3 for a gate.
TensorMap authors(bool gated = false) {
  TensorMap tensors = zeros(small(gated));
  tensors.emplace("mask_token", counted({1, kChannels}, 0));
  for (int block = 0; block < 2 && gated; ++block) {
    const std::string mlp = "blocks." + std::to_string(block) + ".mlp.";
    for (const char* kind : {".weight", ".bias"}) {
      rename(tensors, mlp + "fc1" + kind, mlp + "w12" + kind);
      rename(tensors, mlp + "fc2" + kind, mlp + "w3" + kind);
    }
  }
  return tensors;
}

using Dinov2 = testing::Beside;

TEST_F(Dinov2, OfItsAuthorsIsKnownByItsMaskToken) {
  const Backbone backbone = read(authors());
  EXPECT_EQ(backbone.family, "dinov2-authors");
  EXPECT_EQ(backbone.config.position_resizing, PositionResizing::offset);
  EXPECT_EQ(backbone.preprocessing_source, "default of DINOv2");
  EXPECT_TRUE(says(backbone, "mask_token"));
  EXPECT_EQ(read(zeros(small())).family, "timm");
  EXPECT_EQ(read(zeros(small())).config.position_resizing, PositionResizing::antialiased);
}

TEST_F(Dinov2, GatesAndChunksOfBlocks) {
  TensorMap tensors = authors(true);
  for (const auto& [name, tensor] : authors(true)) {
    if (name.starts_with("blocks."))
      rename(tensors, name, "blocks." + name.substr(7, 1) + "." + name.substr(7));
  }
  ASSERT_TRUE(tensors.contains("blocks.1.1.mlp.w12.weight"));
  const Backbone backbone = read(tensors);
  EXPECT_EQ(backbone.family, "dinov2-authors");
  EXPECT_EQ(backbone.config.depth, 2);
  EXPECT_TRUE(backbone.config.gated_mlp);
  EXPECT_EQ(backbone.config.activation, Activation::silu);
  tensors.erase("blocks.1.1.mlp.w12.weight");
  expect_input_error([&] { read(tensors); }, "lacks the tensor 'blocks.1.mlp.fc1.weight'");
}

/// pyra's registers have no position, and neither has the class token then.
TEST_F(Dinov2, PositionOfTheClassTokenBesideRegisters) {
  TensorMap tensors = authors();
  tensors["cls_token"] = counted({1, 1, kChannels}, 1000);
  tensors["pos_embed"] = counted({1, 5, kChannels}, 0);
  tensors["register_tokens"] = counted({1, 3, kChannels}, 0);
  const Backbone backbone = read(tensors);
  EXPECT_EQ(backbone.config.registers, 3);
  EXPECT_FALSE(backbone.config.pos_embed_has_prefix);
  EXPECT_EQ(backbone.config.position_resizing, PositionResizing::antialiased);
  EXPECT_EQ(backbone.tensors.at("cls_token").to_float().at(5), 1005 + 5);
  EXPECT_EQ(backbone.tensors.at("pos_embed").to_float(), counted({1, 4, kChannels}, kChannels).to_float());
}

TEST_F(Dinov2, HeadsOfTheHub) {
  TensorMap tensors;
  for (auto& [name, tensor] : authors()) tensors.emplace("backbone." + name, tensor);
  tensors.emplace("linear_head.bias", counted({3}, 0));
  tensors.emplace("linear_head.weight", counted({3, 2 * kChannels}, 0));
  const Backbone classifier = read(tensors);
  EXPECT_EQ(classifier.config.classes, 3);
  EXPECT_EQ(classifier.config.pooling, Pooling::class_and_average);
  tensors["linear_head.weight"] = counted({3, 5 * kChannels}, 0);
  const Backbone backbone = read(tensors);
  EXPECT_EQ(backbone.config.classes, 0);
  EXPECT_TRUE(says(backbone, "left out linear_head.weight (F32 [3, 320])"));
}

/// As transformers saves it.
TensorMap transformers(const VitConfig& config) {
  TensorMap tensors;
  const auto put = [&](const std::string& name, const std::vector<std::int64_t>& shape) {
    tensors.emplace("dinov2." + name, counted(shape, 0));
  };
  const auto linear = [&](const std::string& name, std::int64_t out, std::int64_t in) {
    put(name + ".weight", {out, in});
    put(name + ".bias", {out});
  };
  const std::int64_t c = config.dim;
  put("embeddings.cls_token", {1, 1, c});
  put("embeddings.mask_token", {1, c});
  put("embeddings.position_embeddings", {1, config.patches() + 1, c});
  put("embeddings.patch_embeddings.projection.weight", {c, 3, config.patch, config.patch});
  put("embeddings.patch_embeddings.projection.bias", {c});
  for (std::int64_t i = 0; i < config.depth; ++i) {
    const std::string layer = "encoder.layer." + std::to_string(i) + ".";
    for (const char* norm : {"norm1", "norm2"}) {
      put(layer + norm + ".weight", {c});
      put(layer + norm + ".bias", {c});
    }
    for (const char* part : {"query", "key", "value"}) linear(layer + "attention.attention." + part, c, c);
    linear(layer + "attention.output.dense", c, c);
    put(layer + "layer_scale1.lambda1", {c});
    put(layer + "layer_scale2.lambda1", {c});
    linear(layer + (config.gated_mlp ? "mlp.weights_in" : "mlp.fc1"), config.mlp_up(), c);
    linear(layer + (config.gated_mlp ? "mlp.weights_out" : "mlp.fc2"), c, config.mlp_dim);
  }
  put("layernorm.weight", {c});
  put("layernorm.bias", {c});
  return tensors;
}

const char* const kConfig =
    R"({"model_type":"dinov2","hidden_size":64,"num_hidden_layers":2,"num_attention_heads":4,"mlp_ratio":4,
        "hidden_act":"gelu","layer_norm_eps":1e-5,"image_size":32,"patch_size":16,"qkv_bias":true,
        "use_swiglu_ffn":true,"num_channels":3})";

TEST_F(Dinov2, OfTransformersWithItsConfig) {
  beside("config.json", kConfig);
  const Backbone backbone = read(transformers(small(true)));
  EXPECT_EQ(backbone.family, "dinov2-huggingface");
  EXPECT_EQ(backbone.config.heads, 4);
  EXPECT_EQ(backbone.config.norm_eps, 1e-5);
  EXPECT_EQ(backbone.config.activation, Activation::silu) << "whatever hidden_act says of a plain MLP";
  EXPECT_EQ(backbone.config.pooling, Pooling::class_token);
  EXPECT_EQ(backbone.config.position_resizing, PositionResizing::plain);
  expect_input_error([&] { read(transformers(small())); }, "use_swiglu_ffn = true, the weights say false");
}

TEST_F(Dinov2, OfTransformersWithoutItsConfig) {
  const Backbone backbone = read(transformers(small()));
  EXPECT_EQ(backbone.config.norm_eps, 1e-6);
  EXPECT_TRUE(says(backbone, "LayerNorm eps 1e-6 assumed"));
  EXPECT_TRUE(says(backbone, "1 heads of 64 channels"));
  TensorMap tensors = transformers(small());
  tensors.erase("dinov2.encoder.layer.1.attention.attention.key.weight");
  expect_input_error([&] { read(tensors); },
                     "lacks the tensor 'dinov2.encoder.layer.1.attention.attention.key.weight'");
}

TEST_F(Dinov2, PicturesOfTheSizeThatItsProcessorSays) {
  beside("preprocessor_config.json",
         R"({"image_processor_type":"BitImageProcessor","size":{"shortest_edge":80},"do_center_crop":true,
             "crop_size":{"height":64,"width":48},"resample":3,"image_mean":[0.485,0.456,0.406],
             "image_std":[0.229,0.224,0.225]})");
  Backbone backbone = read(transformers(small()));
  EXPECT_EQ(backbone.config.image_height, 32);
  EXPECT_EQ(backbone.preprocessing.crop_height, 64);
  EXPECT_EQ(backbone.preprocessing.resize, 80);
  EXPECT_TRUE(says(backbone, "the positions, of 32x32, are resized for them"));
  fit_positions(backbone, Preprocessing(backbone.preprocessing));
  EXPECT_EQ(backbone.config.image_width, 48);
  EXPECT_EQ(backbone.tensors.at("pos_embed").shape, (std::vector<std::int64_t>{1, 13, kChannels}));
}

}  // namespace
}  // namespace pyra
