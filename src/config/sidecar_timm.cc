#include <algorithm>
#include <string_view>

#include "config/json_fields.h"
#include "config/sidecar_parts.h"
#include "config/sidecar_preprocessing.h"
#include "config/timm_architectures.h"
#include "io/json_text.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

void state_pooling(const std::string& pool, Sidecar& sidecar) {
  if (pool == "avg") {
    sidecar.pooling = Pooling::average;
  } else if (pool == "token") {
    sidecar.pooling = Pooling::class_token;
  } else if (!pool.empty()) {
    refuse(sidecar, "the pooling '" + pool + "'", "pyra's models have 'token' and 'avg'");
  }
}

bool mentions_quick_gelu(const Json& pretrained) {
  const auto notes = pretrained.find("notes");
  if (notes == pretrained.end()) return false;
  std::string text = notes->dump(-1, ' ', true, Json::error_handler_t::replace);
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text.find("natively quickgelu") != std::string::npos;
}

void read_architecture(Sidecar& sidecar) {
  const std::string& name = sidecar.architecture;
  if (const std::string other = other_function_of(name); !other.empty()) {
    refuse(sidecar, "the architecture '" + name + "'",
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
    sidecar.pooling = known->average_pooling ? Pooling::average : Pooling::class_token;
    return;
  }
  if (name.find("quickgelu") != std::string::npos) sidecar.activation = Activation::quick_gelu;
  sidecar.notes.push_back("the architecture '" + name +
                          "' of config.json is not one that pyra knows by name: taken for a plain ViT");
}

}  // namespace

void read_timm_arguments(const Json& arguments, Sidecar& sidecar) {
  // What decides nothing in evaluation, or what the tensors' names and shapes say anyway.
  constexpr std::string_view kSaidElsewhere[] = {
      "num_classes",    "in_chans",        "embed_dim",        "depth",          "mlp_ratio",
      "patch_size",     "qkv_bias",        "proj_bias",        "init_values",    "class_token",
      "no_embed_class", "reg_tokens",      "pre_norm",         "final_norm",     "fc_norm",
      "drop_rate",      "pos_drop_rate",   "patch_drop_rate",  "proj_drop_rate", "attn_drop_rate",
      "drop_path_rate", "weight_init",     "fix_init",         "device",         "dtype",
      "features_only",  "strict_img_size", "dynamic_img_size", "dynamic_img_pad"};
  for (const auto& [name, value] : arguments.items()) {
    const std::string stated = "model_args." + name + " = " +
                               json_ascii(value).substr(0, 60);
    const auto is_any_of = [&, &value = value](std::initializer_list<const char*> words) {
      return value.is_string() &&
             std::any_of(words.begin(), words.end(), [&](const char* word) { return value == word; });
    };
    const bool off = value.is_null() || value == false;
    if (std::find(std::begin(kSaidElsewhere), std::end(kSaidElsewhere), name) != std::end(kSaidElsewhere))
      continue;
    if (name == "num_heads" && value.is_number()) {
      sidecar.heads = integer_field(arguments, "num_heads");
      sidecar.heads_dim.reset();
    } else if (name == "img_size") {
      if (const auto size = side_or_sides(value)) sidecar.image_size = size;
    } else if (name == "global_pool" && value.is_string()) {
      state_pooling(value.get<std::string>(), sidecar);
    } else if (name == "act_layer" && value.is_string()) {
      state_activation(value.get<std::string>(), sidecar);
    } else if (name == "norm_layer" && is_any_of({"layernorm", "layer_norm", "LayerNorm"})) {
      sidecar.norm_eps = 1e-6;  // of timm's own
    } else if (!off && !(name == "pos_embed" && is_any_of({"learn"})) &&
               !(name == "block_fn" && is_any_of({"Block"})) &&
               !(name == "mlp_layer" && is_any_of({"Mlp", "mlp"})) &&
               !(name == "attn_layer" && is_any_of({"Attention", "attn", ""})) &&
               !(name == "embed_layer" && is_any_of({"PatchEmbed"}))) {
      refuse(sidecar, stated, "an option that pyra does not compute");
    }
  }
}

void read_timm_config(const Json& config, Sidecar& sidecar) {
  sidecar.architecture = text_field(config, "architecture").value_or("");
  // Older files keep at the top what newer ones keep under pretrained_cfg.
  const auto nested = config.find("pretrained_cfg");
  const Json& pretrained = nested != config.end() && nested->is_object() ? *nested : config;
  sidecar.dim = integer_field(config, "num_features");
  sidecar.image_size = timm_image_size(pretrained);
  read_architecture(sidecar);
  if (sidecar.activation.value_or(Activation::gelu) == Activation::gelu && mentions_quick_gelu(pretrained)) {
    sidecar.activation = Activation::quick_gelu;
    sidecar.notes.push_back(
        "config.json notes that the weights are natively QuickGELU: computed with it (--activation gelu for "
        "weights tuned without)");
  }
  if (const auto pool = text_field(config, "global_pool")) state_pooling(*pool, sidecar);
  if (const auto arguments = config.find("model_args"); arguments != config.end() && arguments->is_object()) {
    read_timm_arguments(*arguments, sidecar);
  }
  sidecar.class_names = labels_of(config);
  if (sidecar.class_names.empty()) sidecar.class_names = labels_of(pretrained);
  sidecar.preprocessing = timm_preprocessing(pretrained, sidecar);
}

}  // namespace pyra
