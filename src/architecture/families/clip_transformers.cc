// CLIP and MetaCLIP 2 of Hugging Face transformers: the picture tower alone, with its projection, beside its
// text tower, or with a classifier.
#include "architecture/families/tower_transformers.h"

namespace pyra {
namespace {

constexpr std::string_view kOthers[] = {"pre_layrnorm.weight"};
constexpr Spelling kSpelling = tower_of_transformers(kOthers);

MappedWeights map(TensorMap tensors, const std::optional<std::string>& copy) {
  MappedWeights weights = respell(kSpelling, std::move(tensors), copy);
  weights.position_resizing = PositionResizing::plain;
  if (!weights.tensors.contains("head.weight")) return weights;
  weights.pooling = Pooling::average;
  const auto norms = std::erase_if(weights.tensors, [](const auto& entry) {
    return entry.first == "norm.weight" || entry.first == "norm.bias";
  });
  if (norms > 0)
    weights.notes.emplace_back(
        "left out post_layernorm: transformers' classifier reads the mean of the patches before it");
  return weights;
}

}  // namespace

KeyMap clip_transformers_family() {
  return {.name = "clip-huggingface",
          .doc = "CLIP of transformers: vision_model.pre_layrnorm.weight, visual_projection.weight",
          .models = [](const TensorMap& tensors) { return spelled_models(kSpelling, tensors); },
          .map = map,
          .sidecar = read_transformers_sidecar,
          .pooling = Pooling::class_token,
          .norm_eps = kClipEps,
          .activation = kQuickGelu,
          .pictures = &kClipPictures,
          .projected_features = false};
}

}  // namespace pyra
