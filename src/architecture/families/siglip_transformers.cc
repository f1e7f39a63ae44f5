// SigLIP and SigLIP 2 (of fixed size) of Hugging Face transformers: the picture tower alone, beside its text
// tower, or with a classifier, which reads the mean of the tokens and not the pooling head.
#include "architecture/families/tower_transformers.h"

namespace pyra {
namespace {

constexpr std::string_view kOthers[] = {"encoder.layers.0.self_attn.q_proj.weight"};
constexpr Spelling kSpelling = tower_of_transformers(kOthers);

MappedWeights map(TensorMap tensors, const std::optional<std::string>& copy) {
  MappedWeights weights = respell(kSpelling, std::move(tensors), copy);
  weights.position_resizing = PositionResizing::plain;
  check_patches(weights.tensors);
  split_attention_pool(weights.tensors);
  if (weights.tensors.contains("head.weight")) weights.pooling = Pooling::average;
  return weights;
}

}  // namespace

KeyMap siglip_transformers_family() {
  return {.name = "siglip-huggingface",
          .doc = "SigLIP and SigLIP 2 of transformers: vision_model.encoder.layers.0.self_attn.q_proj.weight",
          .models = [](const TensorMap& tensors) { return spelled_models(kSpelling, tensors); },
          .map = map,
          .sidecar = read_transformers_sidecar,
          .norm_eps = AssumedEps{1e-6, "LayerNorm eps 1e-6 assumed, that of every SigLIP"},
          .activation = AssumedActivation{Activation::gelu_tanh,
                                          "GELU by tanh assumed, that of SigLIP in transformers"},
          .pictures = &kSiglipPictures};
}

}  // namespace pyra
