// EVA and EVA-02 of timm, and its ViTs with rotary positions and registers: keys have no bias.
#include "architecture/families/eva_names.h"
#include "architecture/families/key_map.h"
#include "architecture/families/layout.h"
#include "architecture/families/timm_names.h"

namespace pyra {
namespace {

// EVA-02's, from a grid of 16 patches a side.
constexpr RotaryKind kEva02{.theta = 10000, .counted = true, .reference = 16};

std::vector<PlacedModel> models(const TensorMap& tensors) {
  auto models = find_models(tensors, timm_landmarks());
  std::erase_if(models, [&](const PlacedModel& model) {
    return !tensors.contains(model.prefix + "blocks.0.attn.q_bias");
  });
  return models;
}

/// EVA's first giant has learned positions alone and plain MLPs; all others turn.
bool turns(const TensorMap& weights) {
  const auto up = weights.find("blocks.0.mlp.fc1.weight"), down = weights.find("blocks.0.mlp.fc2.weight");
  const bool plain = up != weights.end() && down != weights.end() && up->second.shape.size() == 2 &&
                     down->second.shape.size() == 2 && up->second.shape[0] == down->second.shape[1];
  return !plain || !weights.contains("pos_embed");
}

MappedWeights map(TensorMap tensors, const std::optional<std::string>& copy) {
  const auto all = models(tensors);
  const PlacedModel chosen = choose_model(tensors, all, copy).value();
  std::vector<std::string> notes;
  MappedWeights result = map_timm_names(unwrap(std::move(tensors), chosen, all, notes), std::nullopt);
  result.notes = notes;
  for (int index = 0; result.tensors.contains("blocks." + std::to_string(index) + ".norm1.weight"); ++index) {
    const std::string block = "blocks." + std::to_string(index) + ".";
    join_biases(result.tensors, block);
    join_gates(result.tensors, block);
  }
  if (turns(result.tensors)) {
    result.rotary = kEva02;
  } else {
    result.unless_named =
        "these weights have the layout of EVA's giants and of EVA-02's enormous ones, which norm elsewhere "
        "in their "
        "blocks: put the config.json that names the model beside the file";
  }
  return result;
}

}  // namespace

KeyMap eva_family() {
  return {.name = "eva",
          .doc = "EVA and EVA-02 of timm: blocks.0.attn.q_bias, blocks.0.attn.v_bias",
          .models = models,
          .map = map};
}

}  // namespace pyra
