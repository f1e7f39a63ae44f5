// Other people's models are named as what they are.
#include "config/foreign.h"

#include <gtest/gtest.h>

#include "config/small_backbone.h"
#include "io/expect_error.h"
#include "pyra/adapter_manifest.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::small_backbone;
using testing::zeros;

TensorMap named(const std::vector<const char*>& names) {
  TensorMap tensors;
  for (const char* name : names) tensors.emplace(name, make_tensor(std::vector<float>(1), {1}));
  return tensors;
}

class Foreign : public testing::BackboneFolder {};

TEST_F(Foreign, AreNamed) {
  const std::vector<std::pair<std::vector<const char*>, const char*>> families{
      {{"patch_embed.proj.weight", "layers.0.blocks.0.attn.relative_position_bias_table"}, "Swin"},
      {{"stem.0.weight", "stages.0.blocks.0.conv_dw.weight"}, "ConvNeXt"},
      {{"conv1.weight", "layer1.0.conv1.weight", "layer4.0.conv1.weight"}, "ResNet"},
      {{"bert.embeddings.word_embeddings.weight", "bert.encoder.layer.0.attention.self.query.weight"},
       "BERT"},
      {{"conv_in.weight", "time_embedding.linear_1.weight", "down_blocks.0.resnets.0.conv1.weight"}, "UNet"},
      {{"base_model.model.vit.encoder.layer.0.attention.attention.query.lora_A.weight"}, "PEFT adapter"},
      {{"vision_model.encoder.layers.0.mlp.fc1.weight", "text_model.encoder.layers.0.mlp.fc1.weight"},
       "CLIP"},
      {{"model.embed_tokens.weight"}, "language model"}};
  for (const auto& [names, what] : families) {
    SCOPED_TRACE(what);
    expect_input_error([&, &names = names] { read(named(names)); }, what);
  }
}

TEST_F(Foreign, APlainOneIsNot) {
  EXPECT_EQ(find_foreign(zeros(small_backbone())), nullptr);
  EXPECT_EQ(find_foreign({}), nullptr);
}

TEST_F(Foreign, PyrasOwnFilesAreNamedWithWhatToDo) {
  for (const auto& [key, what] : {std::pair("pyra.adapter", "--model"),
                                  {"pyra.deployed", "--model"},
                                  {"pyra.tocom", "--tocom"},
                                  {"pyra.run", "--resume"}}) {
    SCOPED_TRACE(key);
    expect_input_error([&, &key = key] { read(zeros(small_backbone()), {}, {{key, "{}"}}); }, what);
  }
}

}  // namespace
}  // namespace pyra
