// DINOv3 of Hugging Face transformers: rotary positions, registers, keys without a bias.
#include <algorithm>

#include "architecture/families/spelling.h"

namespace pyra {
namespace {

constexpr std::string_view kFirst[] = {"layer.0.norm1.weight", "model.layer.0.norm1.weight"};
constexpr std::string_view kNames[] = {""};

constexpr Renamed kTensors[] = {{"embeddings.cls_token", "cls_token"},
                                {"embeddings.register_tokens", "reg_token"},
                                {"layer.#.layer_scale1.lambda1", "blocks.#.ls1.gamma"},
                                {"layer.#.layer_scale2.lambda1", "blocks.#.ls2.gamma"}};

// The last is that of an MLP without a gate.
constexpr Renamed kLayers[] = {{"embeddings.patch_embeddings", "patch_embed.proj"},
                               {"layer.#.norm1", "blocks.#.norm1"},
                               {"layer.#.norm2", "blocks.#.norm2"},
                               {"layer.#.attention.o_proj", "blocks.#.attn.proj"},
                               {"layer.#.mlp.down_proj", "blocks.#.mlp.fc2"},
                               {"norm", "norm"},
                               {"layer.#.mlp.up_proj", "blocks.#.mlp.fc1"}};

constexpr Joined kJoined[] = {
    {{"layer.#.attention.q_proj", "layer.#.attention.k_proj", "layer.#.attention.v_proj"},
     "blocks.#.attn.qkv",
     true},
    {{"layer.#.mlp.gate_proj", "layer.#.mlp.up_proj"}, "blocks.#.mlp.fc1"}};

// transformers has no DINOv3 that classifies; this is how it names the head of all its others.
constexpr Renamed kBeside[] = {{"classifier", "head"}};
constexpr LeftOut kLeftOut[] = {{"embeddings.mask_token", "masked pretraining"}};

constexpr Spelling spelling(bool gated) {
  return {.root = "embeddings.patch_embeddings.weight",
          .others = kFirst,
          .names = kNames,
          .tensors = kTensors,
          .layers = std::span(kLayers).first(std::size(kLayers) - (gated ? 1 : 0)),
          .beside = kBeside,
          .joined = std::span(kJoined).first(gated ? 2 : 1),
          .left_out = kLeftOut};
}
constexpr Spelling kPlain = spelling(false), kGated = spelling(true);

/// The modules of transformers 5 have one more word than the files: "model.layer.0.norm1.weight".
TensorMap as_on_disk(TensorMap tensors) {
  constexpr std::string_view kWord = "model.layer.";
  TensorMap result;
  for (auto& [name, tensor] : tensors) {
    const std::size_t at = name.find(kWord);
    const bool inside = at != std::string::npos && (at == 0 || name[at - 1] == '.');
    result.emplace(inside ? name.substr(0, at) + name.substr(at + kWord.find("layer.")) : name,
                   std::move(tensor));
  }
  return result;
}

MappedWeights map(TensorMap tensors, const std::optional<std::string>& copy) {
  const bool gated = std::any_of(tensors.begin(), tensors.end(), [](const auto& entry) {
    return entry.first.find(".mlp.gate_proj.") != std::string::npos;
  });
  return respell(gated ? kGated : kPlain, as_on_disk(std::move(tensors)), copy);
}

}  // namespace

KeyMap dinov3_transformers_family() {
  return {
      .name = "dinov3-huggingface",
      .doc = "DINOv3 of transformers: embeddings.patch_embeddings.weight, layer.0.attention.q_proj.weight",
      .models = [](const TensorMap& tensors) { return spelled_models(kPlain, tensors); },
      .map = map,
      .sidecar = read_transformers_sidecar,
      .pooling = Pooling::class_token,
      .norm_eps = AssumedEps{1e-5, "LayerNorm eps 1e-5 assumed, DINOv3's"},
      .rope_theta = 100,
      .pictures = &kHuggingFaceDinov3Pictures};
}

}  // namespace pyra
