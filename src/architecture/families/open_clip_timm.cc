// Picture towers of timm inside open_clip: visual.trunk holds timm's model, visual.head what maps its
// features into the channels shared with texts.
#include "architecture/families/layout.h"
#include "architecture/families/timm_names.h"
#include "architecture/families/tower.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::string_view kTower = "visual.", kTrunk = "visual.trunk.";

std::vector<PlacedModel> models(const TensorMap& tensors) {
  return find_models(tensors,
                     {"visual.trunk.patch_embed.proj.weight", {"visual.trunk.blocks.0.norm1.weight"}});
}

/// A head of the trunk serves as the projection where there is no other.
void settle_projection(TensorMap& weights, TensorMap& beside) {
  for (const std::string kind : {".weight", ".bias"}) {
    rename(beside, "head.proj" + kind, "projection" + kind);
    rename(weights, "head" + kind, "projection" + kind);
    if (auto node = beside.extract("projection" + kind);
        !node.empty() && !weights.insert(std::move(node)).inserted)
      throw InputError("the checkpoint holds two projections: visual.trunk.head and visual.head.proj");
  }
  if (!beside.empty()) {
    throw InputError(
        "the tensor 'visual." + beside.begin()->first + "' (" + beside.begin()->second.describe() +
        ") belongs to a head that pyra does not compute: it reads towers with one map after pooling, or "
        "none");
  }
}

MappedWeights map(TensorMap tensors, const std::optional<std::string>& copy) {
  const std::vector<PlacedModel> all = models(tensors);
  const PlacedModel chosen = choose_model(tensors, all, copy).value();
  std::vector<std::string> notes;
  const TensorMap weights = unwrap(std::move(tensors), chosen, all, notes);
  TensorMap trunk, beside;
  std::size_t left_out = 0;
  for (const auto& [name, tensor] : weights) {
    if (name.starts_with(kTrunk)) {
      trunk.emplace(name.substr(kTrunk.size()), tensor);
    } else if (name.starts_with(kTower)) {
      beside.emplace(name.substr(kTower.size()), tensor);
    } else {
      ++left_out;
    }
  }
  MappedWeights result = map_timm_names(std::move(trunk), std::nullopt);
  settle_projection(result.tensors, beside);
  result.notes.insert(result.notes.begin(), notes.begin(), notes.end());
  result.notes.push_back(
      "read timm's tower below '" + std::string(kTrunk) + "'" +
      (left_out > 0 ? " and left out the " + std::to_string(left_out) + " tensors beside 'visual.' (texts)"
                    : ""));
  return result;
}

}  // namespace

KeyMap open_clip_timm_family() {
  return {.name = "open_clip-timm",
          .doc = "timm's towers in open_clip: visual.trunk.patch_embed.proj.weight, visual.head.proj.weight",
          .models = models,
          .map = map,
          .sidecar = read_open_clip_sidecar};
}

}  // namespace pyra
