#include <algorithm>

#include "architecture/sidecar/default_pictures.h"
#include "architecture/sidecar/sidecar_parts.h"
#include "architecture/sidecar/sidecar_preprocessing.h"
#include "architecture/sidecar/timm_architectures.h"
#include "architecture/sidecar/timm_families.h"
#include "base/json/json_text.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kDeitNames = "deit";  // whose models are shown pictures as DeiT's are

bool mentions_quick_gelu(const Json& pretrained) {
  const auto notes = pretrained.find("notes");
  if (notes == pretrained.end()) return false;
  std::string text = notes->dump(-1, ' ', true, Json::error_handler_t::replace);
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text.find("natively quickgelu") != std::string::npos;
}

/// "vit_tiny_patch16_224" of "hf_hub:timm/vit_tiny_patch16_224.augreg_in21k".
std::string bare_name(const std::string& name) {
  const std::string last = name.substr(name.rfind('/') + 1);  // npos + 1 is 0
  return last.substr(0, last.find('.'));
}

}  // namespace

void state_timm_architecture(const StatedFields& fields) {
  Sidecar& sidecar = fields.sidecar();
  const std::string& name = sidecar.architecture;
  if (const std::string other = other_function_of(name); !other.empty()) {
    fields.refuse(
        "the architecture '" + name + "'",
        "which has " + other +
            ": the names of its tensors are a plain ViT's, its function is another, and pyra does not "
            "compute it");
    return;
  }
  if (const TimmArchitecture* known = find_timm_architecture(name)) {
    sidecar.heads = known->heads;
    sidecar.heads_dim = known->dim;
    sidecar.norm_eps = known->norm_eps;
    sidecar.activation = known->activation;
    sidecar.pooling = known->pooling;
    if (known->pool_heads > 0) sidecar.pool_heads = known->pool_heads;
    sidecar.pool_prefix = known->pool_prefix;
    if (known->rotary) sidecar.rotary = known->rotary;
    return;
  }
  if (is_foreign_to_vit(name)) {
    fields.refuse(
        "the architecture '" + name + "'",
        "which is no plain Vision Transformer as the weights are: the file is of another model; put "
        "that of the weights there or take it away");
    return;
  }
  if (name.find("quickgelu") != std::string::npos) sidecar.activation = Activation::quick_gelu;
  sidecar.notes.push_back("the architecture '" + name + "' of " + fields.file() +
                          " is not one that pyra knows by name: taken for what its tensors show");
}

void state_timm_pooling(const StatedFields& fields, const char* name) {
  const auto pool = fields.text(name);
  if (!pool || pool->empty()) return;
  if (*pool == "avg") {
    fields.sidecar().pooling = Pooling::average;
  } else if (*pool == "token") {
    fields.sidecar().pooling = Pooling::class_token;
  } else if (*pool == "map") {
    fields.sidecar().pooling = Pooling::attention;
  } else {
    fields.refuse("the pooling '" + *pool + "'", "pyra's models have 'token', 'avg' and 'map'");
  }
}

void read_timm_config(const StatedFields& config) {
  Sidecar& sidecar = config.sidecar();
  sidecar.architecture = bare_name(config.text("architecture").value_or(""));
  // Older files keep at the top what newer ones keep under pretrained_cfg.
  const StatedFields pretrained = config.object("pretrained_cfg").value_or(config);
  sidecar.dim = config.whole("num_features");
  sidecar.timm_pictures = timm_pictures(pretrained);
  if (sidecar.timm_pictures) sidecar.image_size = sidecar.timm_pictures->size;
  if (sidecar.architecture.starts_with(kDeitNames)) sidecar.default_pictures = &kDeitPictures;
  if (!sidecar.architecture.empty()) state_timm_architecture(config);
  if (sidecar.activation.value_or(Activation::gelu) == Activation::gelu &&
      mentions_quick_gelu(pretrained.json())) {
    sidecar.activation = Activation::quick_gelu;
    sidecar.notes.push_back(
        "config.json notes that the weights are natively QuickGELU: computed with it; weights tuned "
        "without are to be stated as gelu");
  }
  state_timm_pooling(config);
  read_timm_classes(config);
  if (const auto arguments = config.object("model_args")) read_timm_arguments(*arguments);
  sidecar.class_names = labels_of(config);
  if (sidecar.class_names.empty() && &pretrained.json() != &config.json())
    sidecar.class_names = labels_of(pretrained);
}

}  // namespace pyra
