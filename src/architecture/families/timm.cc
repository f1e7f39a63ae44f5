#include "architecture/families/layout.h"
#include "architecture/families/timm_names.h"

namespace pyra {

Landmarks timm_landmarks() { return {"patch_embed.proj.weight", {"blocks.0.norm1.weight"}}; }

MappedWeights map_timm_names(TensorMap tensors, const std::optional<std::string>& copy) {
  MappedWeights result;
  const auto models = find_models(tensors, timm_landmarks());
  const PlacedModel chosen = choose_model(tensors, models, copy).value_or(PlacedModel{});
  result.tensors = unwrap(std::move(tensors), chosen, models, result.notes);
  for (int block = 0;; ++block) {
    const std::string prefix = "blocks." + std::to_string(block) + ".";
    const bool first = rename(result.tensors, prefix + "gamma_1", prefix + "ls1.gamma");
    const bool second = rename(result.tensors, prefix + "gamma_2", prefix + "ls2.gamma");
    if (!first && !second) break;
    if (block > 0) continue;
    result.notes.emplace_back(
        "its layer scales are named gamma_1, as the authors of DeiT III do: taken for such a model (timm "
        "names those "
        "of its vit_*_rope_ape_* so too, whose rotary positions no tensor shows; their config.json says it)");
  }
  if (result.tensors.erase("mask_token") > 0) {
    result.notes.push_back("left out mask_token, which serves masked pretraining only");
  }
  return result;
}

KeyMap timm_family() {
  return {.name = "timm",
          .doc = "timm's names: patch_embed.proj.weight, blocks.0.attn.qkv.weight, head.weight",
          .models = [](const TensorMap& tensors) { return find_models(tensors, timm_landmarks()); },
          .map = map_timm_names,
          .shared_names = true};
}

}  // namespace pyra
