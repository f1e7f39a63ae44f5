// DINOv3 of timm (its EVA model) and as its authors save it: rotary positions, registers, keys without a
// bias.
#include <algorithm>

#include "architecture/families/eva_names.h"
#include "architecture/families/key_map.h"
#include "architecture/families/layout.h"
#include "pyra/error.h"

namespace pyra {
namespace {

Landmarks landmarks() { return {"patch_embed.proj.weight", {"blocks.0.norm1.weight"}}; }

bool has(const TensorMap& tensors, const PlacedModel& model, std::string_view name) {
  return tensors.contains(model.prefix + std::string(name));
}

/// LayerScale and registers, but no learned positions: no plain ViT is like that.
bool is_dinov3(const TensorMap& tensors, const PlacedModel& model, bool authors) {
  const bool named = authors
                         ? has(tensors, model, "storage_tokens") && has(tensors, model, "blocks.0.ls1.gamma")
                         : has(tensors, model, "reg_token") && has(tensors, model, "blocks.0.gamma_1");
  // Others of timm's EVA models with registers, whose positions turn otherwise, have no class token or norm
  // the pooled features.
  return named && has(tensors, model, "cls_token") && has(tensors, model, "norm.weight") &&
         !has(tensors, model, "pos_embed") && !has(tensors, model, "fc_norm.weight");
}

template <bool authors>
std::vector<PlacedModel> models_of(const TensorMap& tensors) {
  auto models = find_models(tensors, landmarks());
  std::erase_if(models, [&](const PlacedModel& model) { return !is_dinov3(tensors, model, authors); });
  return models;
}

/// The authors' qkv.bias, whose third of the keys bias_mask switches off.
void mask_biases(TensorMap& tensors, const std::string& block) {
  const std::string name = block + "attn.qkv.bias";
  if (tensors.erase(name + "_mask") == 0) return;
  const HostTensor bias = take(tensors, name);
  std::vector<float> values = bias.to_float();
  const std::size_t third = values.size() / 3;
  std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(third), third, 0.0F);
  tensors.emplace(name, make_tensor(values, bias.shape));
}

/// What serves training alone: the mask token, the periods of the rotation, which are computed, a norm of
/// small crops, heads that other models were distilled into.
void leave_out(TensorMap& weights, std::vector<std::string>& notes) {
  for (const std::string_view name : {"mask_token", "rope_embed.", "local_cls_norm.", "projectors."}) {
    const auto count =
        std::erase_if(weights, [&](const auto& entry) { return entry.first.starts_with(name); });
    if (count > 0)
      notes.push_back("left out " + std::string(name) + (name.ends_with('.') ? "*" : "") +
                      " (not needed to run the model)");
  }
}

template <bool authors>
MappedWeights map(TensorMap tensors, const std::optional<std::string>& copy) {
  MappedWeights result;
  const auto models = models_of<authors>(tensors);
  const PlacedModel chosen = choose_model(tensors, models, copy).value();
  result.tensors = unwrap(std::move(tensors), chosen, models, result.notes);
  TensorMap& weights = result.tensors;
  rename(weights, "storage_tokens", "reg_token");
  leave_out(weights, result.notes);
  for (int index = 0;; ++index) {
    const std::string block = "blocks." + std::to_string(index) + ".";
    if (!weights.contains(block + "norm1.weight")) break;
    rename(weights, block + "gamma_1", block + "ls1.gamma");
    rename(weights, block + "gamma_2", block + "ls2.gamma");
    join_biases(weights, block);
    mask_biases(weights, block);
    join_gates(weights, block);
  }
  return result;
}

}  // namespace

KeyMap dinov3_family() {
  return {.name = "dinov3",
          .doc = "DINOv3 of timm: reg_token, blocks.0.gamma_1, no pos_embed",
          .models = models_of<false>,
          .map = map<false>,
          .pooling = Pooling::average,
          .pooling_note =
              "average pooling assumed, as timm has it with DINOv3; its authors pool the class token, "
              "which can be stated",
          .norm_eps = AssumedEps{1e-5, "LayerNorm eps 1e-5 assumed, DINOv3's"},
          .rope_theta = 100,
          .pictures = &kDinov3Pictures};
}

KeyMap dinov3_authors_family() {
  return {.name = "dinov3-authors",
          .doc = "DINOv3 as its authors save it: storage_tokens, blocks.0.ls1.gamma, no pos_embed",
          .models = models_of<true>,
          .map = map<true>,
          .pooling = Pooling::class_token,
          .norm_eps = AssumedEps{1e-5, "LayerNorm eps 1e-5 assumed, DINOv3's"},
          .rope_theta = 100,
          .pictures = &kDinov3Pictures};
}

}  // namespace pyra
