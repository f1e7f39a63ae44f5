// ViT and DeiT of Hugging Face transformers, in both spellings: the one on the hub
// (encoder.layer.N.attention.attention .query) and the one of the modules since transformers 5
// (layers.N.attention.q_proj).
#include <array>

#include "architecture/families/key_map.h"
#include "architecture/families/layout.h"
#include "architecture/families/wrapper.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::string_view kRoot = "embeddings.patch_embeddings.projection.weight";
constexpr std::string_view kModels[] = {"vit.", "deit.", "ijepa.", ""};

struct Spelling {
  std::string block;               // before the block's number
  std::array<std::string, 3> qkv;  // query, key, value
  std::string proj, fc1, fc2;
};
const Spelling kHub{"encoder.layer.",
                    {"attention.attention.query", "attention.attention.key", "attention.attention.value"},
                    "attention.output.dense",
                    "intermediate.dense",
                    "output.dense"};
const Spelling kModules{"layers.",
                        {"attention.q_proj", "attention.k_proj", "attention.v_proj"},
                        "attention.o_proj",
                        "mlp.fc1",
                        "mlp.fc2"};

struct Place {
  std::vector<PlacedModel> models;  // below "model." ...
  std::string name;                 // "vit.", "deit.", "ijepa." or "" for a bare ViTModel
};

std::optional<Place> find_place(const TensorMap& tensors) {
  for (const std::string_view model : kModels) {
    const std::string name(model), root = name + std::string(kRoot);
    const std::string hub = name + kHub.block + "0.layernorm_before.weight",
                      modules = name + kModules.block + "0.layernorm_before.weight";
    auto models = find_models(tensors, {root, {hub, modules}});
    if (!models.empty()) return Place{std::move(models), name};
  }
  return std::nullopt;
}

class Mapper {
 public:
  Mapper(TensorMap tensors, const std::optional<std::string>& copy) {
    const Place place = find_place(tensors).value();
    const PlacedModel chosen = choose_model(tensors, place.models, copy).value();
    weights_ = unwrap(std::move(tensors), chosen, place.models, result_.notes);
    model_ = place.name;
  }

  MappedWeights map() {
    move("embeddings.cls_token", "cls_token");  // I-JEPA has none
    move("embeddings.position_embeddings", "pos_embed");
    linear("embeddings.patch_embeddings.projection", "patch_embed.proj");
    const Spelling& spelling =
        weights_.contains(model_ + kModules.block + "0.layernorm_before.weight") ? kModules : kHub;
    for (int i = 0;
         weights_.contains(model_ + spelling.block + std::to_string(i) + ".layernorm_before.weight"); ++i) {
      map_block(spelling, i);
    }
    linear("layernorm", "norm");
    map_heads();
    drop("embeddings.mask_token", "masked pretraining");
    drop("pooler.dense.weight", "the pooler, which no classifier reads");
    drop("pooler.dense.bias", "the pooler, which no classifier reads");
    result_.tensors.merge(weights_);
    return std::move(result_);
  }

 private:
  /// Moves where present; what is missing is named by the final check.
  void move(const std::string& from, const std::string& to) {
    if (rename(weights_, model_ + from, to)) result_.tensors.emplace(to, take(weights_, to));
  }
  void linear(const std::string& from, const std::string& to) {
    move(from + ".weight", to + ".weight");
    move(from + ".bias", to + ".bias");
  }
  void drop(const std::string& name, const std::string& purpose) {
    if (weights_.erase(model_ + name) > 0) result_.notes.push_back("left out " + name + " (" + purpose + ")");
  }

  void map_block(const Spelling& spelling, int i) {
    const std::string from = spelling.block + std::to_string(i) + ".",
                      to = "blocks." + std::to_string(i) + ".";
    linear(from + "layernorm_before", to + "norm1");
    linear(from + "layernorm_after", to + "norm2");
    linear(from + spelling.proj, to + "attn.proj");
    linear(from + spelling.fc1, to + "mlp.fc1");
    linear(from + spelling.fc2, to + "mlp.fc2");
    fuse(spelling, from, ".weight", to + "attn.qkv.weight");
    if (weights_.contains(model_ + from + spelling.qkv[0] + ".bias"))
      fuse(spelling, from, ".bias", to + "attn.qkv.bias");
  }

  void fuse(const Spelling& spelling, const std::string& from, const std::string& kind,
            const std::string& to) {
    std::vector<HostTensor> parts;
    for (const std::string& part : spelling.qkv) parts.push_back(take(weights_, model_ + from + part + kind));
    result_.tensors.emplace(to, concatenate(parts, to));
  }

  void map_heads() {
    const std::string outer = model_;
    model_.clear();  // the classifiers stand beside the model, not in it
    linear("classifier", "head");
    linear("cls_classifier", "head");
    linear("distillation_classifier", "head_dist");
    model_ = outer;
    const bool one_head =
        result_.tensors.contains("head.weight") && !result_.tensors.contains("head_dist.weight");
    if (one_head && weights_.contains(model_ + "embeddings.distillation_token")) {
      // DeiTForImageClassification reads the class token alone: its distillation token acts as a register.
      move("embeddings.distillation_token", "reg_token");
      result_.notes.push_back(
          "the distillation token has no classifier of its own and is kept as a register");
    } else {
      move("embeddings.distillation_token", "dist_token");
    }
  }

  TensorMap weights_;
  std::string model_;
  MappedWeights result_;
};

}  // namespace

KeyMap huggingface_family() {
  return {
      .name = "huggingface",
      .doc =
          "ViT and DeiT of transformers: vit.embeddings.patch_embeddings.projection.weight, "
          "classifier.weight",
      .models =
          [](const TensorMap& tensors) {
            const auto place = find_place(tensors);
            return place ? place->models : std::vector<PlacedModel>{};
          },
      .map = [](TensorMap tensors,
                const std::optional<std::string>& copy) { return Mapper(std::move(tensors), copy).map(); },
      .sidecar = read_transformers_sidecar,
      .pooling = Pooling::class_token,
      .norm_eps = AssumedEps{1e-12, "LayerNorm eps 1e-12 assumed, the default of transformers' ViT"},
      .pictures = &kTransformersPictures};
}

}  // namespace pyra
