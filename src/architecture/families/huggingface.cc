// ViT and DeiT of Hugging Face transformers, in both spellings: the one on the hub
// (encoder.layer.N.attention.attention .query) and the one of the modules since transformers 5
// (layers.N.attention.q_proj).
#include "architecture/families/layout.h"
#include "architecture/families/spelling.h"

namespace pyra {
namespace {

constexpr std::string_view kFirst[] = {"encoder.layer.0.layernorm_before.weight",
                                       "layers.0.layernorm_before.weight"};
constexpr std::string_view kNames[] = {"vit.", "deit.", "ijepa.", ""};

constexpr Renamed kTensors[] = {{"embeddings.cls_token", "cls_token"},  // I-JEPA has none
                                {"embeddings.distillation_token", "dist_token"},
                                {"embeddings.position_embeddings", "pos_embed"}};

constexpr Renamed kLayers[] = {{"embeddings.patch_embeddings.projection", "patch_embed.proj"},
                               {"encoder.layer.#.layernorm_before", "blocks.#.norm1"},
                               {"encoder.layer.#.layernorm_after", "blocks.#.norm2"},
                               {"encoder.layer.#.attention.output.dense", "blocks.#.attn.proj"},
                               {"encoder.layer.#.intermediate.dense", "blocks.#.mlp.fc1"},
                               {"encoder.layer.#.output.dense", "blocks.#.mlp.fc2"},
                               {"layers.#.layernorm_before", "blocks.#.norm1"},
                               {"layers.#.layernorm_after", "blocks.#.norm2"},
                               {"layers.#.attention.o_proj", "blocks.#.attn.proj"},
                               {"layers.#.mlp.fc1", "blocks.#.mlp.fc1"},
                               {"layers.#.mlp.fc2", "blocks.#.mlp.fc2"},
                               {"layernorm", "norm"}};

constexpr Joined kJoined[] = {
    {{"encoder.layer.#.attention.attention.query", "encoder.layer.#.attention.attention.key",
      "encoder.layer.#.attention.attention.value"},
     "blocks.#.attn.qkv"},
    {{"layers.#.attention.q_proj", "layers.#.attention.k_proj", "layers.#.attention.v_proj"},
     "blocks.#.attn.qkv"}};

constexpr Renamed kBeside[] = {
    {"classifier", "head"}, {"cls_classifier", "head"}, {"distillation_classifier", "head_dist"}};

constexpr LeftOut kLeftOut[] = {{"embeddings.mask_token", "masked pretraining"},
                                {"pooler.dense.weight", "the pooler, which no classifier reads"},
                                {"pooler.dense.bias", "the pooler, which no classifier reads"}};

constexpr Spelling kSpelling{.root = "embeddings.patch_embeddings.projection.weight",
                             .others = kFirst,
                             .names = kNames,
                             .tensors = kTensors,
                             .layers = kLayers,
                             .beside = kBeside,
                             .joined = kJoined,
                             .left_out = kLeftOut};

MappedWeights map(TensorMap tensors, const std::optional<std::string>& copy) {
  MappedWeights weights = respell(kSpelling, std::move(tensors), copy);
  const bool one_head =
      weights.tensors.contains("head.weight") && !weights.tensors.contains("head_dist.weight");
  // DeiTForImageClassification reads the class token alone: its distillation token acts as a register.
  if (one_head && rename(weights.tensors, "dist_token", "reg_token")) {
    weights.notes.push_back("the distillation token has no classifier of its own and is kept as a register");
  }
  return weights;
}

}  // namespace

KeyMap huggingface_family() {
  return {.name = "huggingface",
          .doc =
              "ViT and DeiT of transformers: vit.embeddings.patch_embeddings.projection.weight, "
              "classifier.weight",
          .models = [](const TensorMap& tensors) { return spelled_models(kSpelling, tensors); },
          .map = map,
          .sidecar = read_transformers_sidecar,
          .pooling = Pooling::class_token,
          .norm_eps = AssumedEps{1e-12, "LayerNorm eps 1e-12 assumed, the default of transformers' ViT"},
          .pictures = &kTransformersPictures};
}

}  // namespace pyra
