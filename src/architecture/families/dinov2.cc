// DINOv2 in its authors' names (facebookresearch/dinov2): timm's but for registers and gated MLPs, and with
// the mask token that timm's files lack. Their blocks may come in chunks, blocks.CHUNK.BLOCK.norm1, where
// BLOCK counts through all chunks.
#include "architecture/families/dinov2.h"

#include <algorithm>
#include <cctype>

#include "architecture/families/layout.h"
#include "architecture/families/spelling.h"

namespace pyra {
namespace {

constexpr std::string_view kFirst[] = {"blocks.0.norm1.weight"};
constexpr std::string_view kNames[] = {""};
constexpr Renamed kTensors[] = {{"register_tokens", "reg_token"}};
constexpr Renamed kLayers[] = {{"blocks.#.mlp.w12", "blocks.#.mlp.fc1"},  // gate and up, in this order
                               {"blocks.#.mlp.w3", "blocks.#.mlp.fc2"}};
constexpr LeftOut kLeftOut[] = {{"mask_token", "masked pretraining"}};

constexpr Spelling kSpelling{.root = "patch_embed.proj.weight",
                             .others = kFirst,
                             .names = kNames,
                             .tensors = kTensors,
                             .layers = kLayers,
                             .left_out = kLeftOut};

/// "blocks.0.3.norm1" as "blocks.3.norm1"; other names as they are.
std::string without_chunk(const std::string& name) {
  constexpr std::string_view kBlocks = "blocks.";
  const std::size_t at = name.find(kBlocks);
  if (at == std::string::npos || (at > 0 && name[at - 1] != '.')) return name;
  const auto number_end = [&](std::size_t from) {
    std::size_t end = from;
    while (end < name.size() && std::isdigit(static_cast<unsigned char>(name[end])) != 0) ++end;
    return end > from && end < name.size() && name[end] == '.' ? end + 1 : std::string::npos;
  };
  const std::size_t chunk = at + kBlocks.size(), block = number_end(chunk);
  if (block == std::string::npos || number_end(block) == std::string::npos) return name;
  return name.substr(0, chunk) + name.substr(block);
}

Landmarks landmarks() {
  return {"patch_embed.proj.weight", {"blocks.0.norm1.weight", "blocks.0.0.norm1.weight"}};
}

std::vector<PlacedModel> models(const TensorMap& tensors) { return find_models(tensors, landmarks()); }

/// What the hub's whole classifiers (dinov2_vitb14_lc) have beside the backbone.
constexpr const char *kHead = "linear_head.weight", *kHeadBias = "linear_head.bias";

/// A DINOv2 of timm has none of these names.
bool recognise(const TensorMap& tensors, const std::optional<std::string>& copy) {
  const auto chosen = choose_model(tensors, models(tensors), copy);
  const auto has = [&](const char* name) { return tensors.contains(chosen->prefix + name); };
  return chosen && has("pos_embed") &&
         (has("register_tokens") || has("blocks.0.0.norm1.weight") || has("blocks.0.mlp.w12.weight") ||
          (has("mask_token") && has("blocks.0.ls1.gamma")));
}

/// One that reads the class token and the mean of the patches; the hub's usual one reads four blocks.
void take_head(HostTensor head, HostTensor bias, MappedWeights& weights) {
  const auto token = weights.tensors.find("cls_token");
  const bool ours = token != weights.tensors.end() && head.shape.size() == 2 &&
                    head.shape[1] == 2 * token->second.elements();
  if (!ours) {
    weights.notes.push_back("left out " + std::string(kHead) + " (" + head.describe() +
                            "): a head that reads the class tokens of several blocks, which pyra does not "
                            "compute");
    return;
  }
  weights.tensors.emplace("head.weight", std::move(head));
  weights.tensors.emplace("head.bias", std::move(bias));
}

MappedWeights map(TensorMap tensors, const std::optional<std::string>& copy) {
  std::vector<std::string> chunked;
  for (const auto& [name, tensor] : tensors) {
    if (without_chunk(name) != name) chunked.push_back(name);
  }
  for (const std::string& name : chunked) rename(tensors, name, without_chunk(name));
  auto head = tensors.extract(kHead), bias = tensors.extract(kHeadBias);
  MappedWeights weights = respell(kSpelling, std::move(tensors), copy);
  if (!head.empty() && !bias.empty()) take_head(std::move(head.mapped()), std::move(bias.mapped()), weights);
  settle_dinov2_positions(weights, PositionResizing::offset);
  return weights;
}

}  // namespace

void settle_dinov2_positions(MappedWeights& weights, PositionResizing without_registers) {
  weights.position_resizing = without_registers;
  const auto registers = weights.tensors.find("reg_token");
  if (registers != weights.tensors.end() && registers->second.elements() == 0)
    weights.tensors.erase(registers);  // transformers writes [1, 0, C] for none
  if (!weights.tensors.contains("reg_token")) return;
  weights.position_resizing = PositionResizing::antialiased;
  const HostTensor positions = take(weights.tensors, "pos_embed"), token = take(weights.tensors, "cls_token");
  const std::vector<float> all = positions.to_float();
  std::vector<float> first = token.to_float();
  const auto channels = static_cast<std::int64_t>(first.size());
  const bool fits = positions.shape.size() == 3 && positions.shape[1] > 1 && positions.shape[2] == channels;
  if (!fits) {  // left as it is for the check of all shapes to name
    weights.tensors.emplace("pos_embed", positions);
    weights.tensors.emplace("cls_token", token);
    return;
  }
  for (std::size_t c = 0; c < first.size(); ++c) first[c] += all[c];
  weights.tensors.emplace("cls_token", make_tensor(first, token.shape));
  weights.tensors.emplace("pos_embed", make_tensor(std::vector<float>(all.begin() + channels, all.end()),
                                                   {1, positions.shape[1] - 1, channels}));
}

KeyMap dinov2_family() {
  return {.name = "dinov2-authors",
          .doc =
              "DINOv2 in its authors' names: blocks.0.ls1.gamma with mask_token or register_tokens, "
              "blocks.0.mlp.w12.weight",
          .models = models,
          .recognise = recognise,
          .map = map,
          .pooling = Pooling::class_token,
          .norm_eps = AssumedEps{1e-6, "LayerNorm eps 1e-6 assumed, that of every DINOv2"},
          .pictures = &kDinov2Pictures,
          .resizes_positions = true};
}

}  // namespace pyra
