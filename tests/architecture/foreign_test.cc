// Other people's models are named as what they are.
#include "architecture/foreign.h"

#include <gtest/gtest.h>

#include <tuple>

#include "architecture/small_backbone.h"
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
      {{"text_model.encoder.layers.0.mlp.fc1.weight"}, "text tower"},
      {{"model.embed_tokens.weight"}, "language model"}};
  for (const auto& [names, what] : families) {
    SCOPED_TRACE(what);
    expect_input_error([&, &names = names] { read(named(names)); }, what);
  }
}

struct Model {
  const char *name, *what;
  std::vector<const char*> tensors;
};

TEST_F(Foreign, EveryFamilyOfTimmAndTransformersIsNamed) {
  const std::vector<Model> models{
#include "architecture/foreign_models.inc"
  };
  for (const Model& model : models) {
    const ForeignFamily* found = find_foreign(named(model.tensors));
    EXPECT_EQ(found == nullptr ? "nothing" : found->what, model.what) << model.name;
  }
}

TEST_F(Foreign, APieceBeginsWhereAPartOfANameDoes) {
  EXPECT_NE(find_foreign(named({"model.dense_stages.0.0.dense_block0.gamma"})), nullptr);
  EXPECT_EQ(find_foreign(named({"condense_stages.0.0.dense_block0.gamma"})), nullptr);
}

TEST_F(Foreign, NoneIsWhatPyraReads) {
  VitConfig distilled = small_backbone();
  distilled.distilled = true;
  for (const VitConfig& config : {small_backbone(), distilled})
    EXPECT_EQ(find_foreign(zeros(config)), nullptr);
  for (const std::vector<const char*>& names : std::vector<std::vector<const char*>>{
           {"cls_token", "reg_token", "pos_embed", "patch_embed.proj.weight", "norm_pre.weight",
            "blocks.0.norm1.weight", "blocks.0.attn.qkv.weight", "blocks.0.attn.proj.weight",
            "blocks.0.ls1.gamma", "blocks.0.mlp.fc1.weight", "fc_norm.weight",
            "head.weight"},  // timm's vit_*, vit_*_dinov2, vit_*_clip_*
           {"cls_token", "dist_token", "pos_embed", "patch_embed.proj.weight", "blocks.0.gamma_1",
            "blocks.0.gamma_2", "blocks.0.attn.qkv.bias", "head_dist.weight"},  // DeiT and DeiT III
           {"vit.embeddings.cls_token", "vit.embeddings.position_embeddings",
            "vit.embeddings.patch_embeddings.projection.weight",
            "vit.encoder.layer.0.attention.attention.query.weight",
            "vit.encoder.layer.0.intermediate.dense.weight", "vit.encoder.layer.0.layernorm_before.weight",
            "vit.pooler.dense.weight", "classifier.weight"},
           {"deit.embeddings.distillation_token", "deit.layers.0.attention.q_proj.weight",
            "deit.layers.0.mlp.fc1.weight", "deit.layers.0.layernorm_before.weight", "cls_classifier.weight",
            "distillation_classifier.weight"},
           {"ijepa.embeddings.position_embeddings", "ijepa.layers.0.attention.q_proj.weight"},
           {"embedding/kernel", "Transformer/encoderblock_0/LayerNorm_0/scale", "head/kernel"}}) {
    const ForeignFamily* found = find_foreign(named(names));
    EXPECT_EQ(found, nullptr) << names.front() << ": " << found->what;
  }
}

TEST_F(Foreign, APlainOneIsNot) {
  EXPECT_EQ(find_foreign(zeros(small_backbone())), nullptr);
  EXPECT_EQ(find_foreign({}), nullptr);
}

TEST_F(Foreign, PyrasOwnFilesAreNamedWithWhatToDo) {
  const std::tuple<const char*, const char*, ErrorCode> files[] = {
      {"pyra.adapter", "load it as a model", code::kFileAdapter},
      {"pyra.deployed", "run it as a model", code::kFileDeployed},
      {"pyra.tocom", "beside an adapter", code::kFileTocom},
      {"pyra.run", "resume the run", code::kFileRun}};
  for (const auto& [key, what, code] : files) {
    SCOPED_TRACE(key);
    expect_input_error([&, &key = key] { read(zeros(small_backbone()), {}, {{key, "{}"}}); }, what, code);
  }
}

}  // namespace
}  // namespace pyra
