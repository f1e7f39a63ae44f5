#include <array>
#include <string_view>

#include "architecture/sidecar/sidecar_parts.h"
#include "architecture/sidecar/stated_traits.h"
#include "architecture/sidecar/transformers_types.h"
#include "base/json/json_reader.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

// Options of ViT's relatives that are off, or absent, in a plain one.
constexpr std::array<std::string_view, 14> kMustBeOff{"use_mean_pooling",
                                                      "use_relative_position_bias",
                                                      "use_shared_relative_position_bias",
                                                      "use_rel_pos",
                                                      "use_swiglu_ffn",
                                                      "use_gated_mlp",
                                                      "use_conv_stem",
                                                      "qk_norm",
                                                      "use_qk_norm",
                                                      "rope_theta",
                                                      "rope_parameters",
                                                      "window_size",
                                                      "use_conv_bn",
                                                      "norm_after"};

// hidden_size apart: where that differs the file is of another model altogether.
constexpr Trait kTraits[] = {
    {"num_hidden_layers", TraitKind::whole, [](const VitConfig& c) { return static_cast<double>(c.depth); }},
    {"intermediate_size", TraitKind::whole,
     [](const VitConfig& c) { return static_cast<double>(c.mlp_dim); }},
    {"patch_size", TraitKind::square, [](const VitConfig& c) { return static_cast<double>(c.patch); }},
    {"num_channels", TraitKind::whole, [](const VitConfig&) { return 3.0; }},
    {"qkv_bias", TraitKind::flag, [](const VitConfig& c) { return c.qkv_bias ? 1.0 : 0.0; }},
};

bool is_off(const Json& value) { return value.is_null() || value == false || value == 0; }

}  // namespace

void read_hugging_face_config(const StatedFields& config) {
  Sidecar& sidecar = config.sidecar();
  const std::string type = config.text("model_type").value_or("");
  sidecar.architecture = type;
  if (const TransformersType* known = find_transformers_type(type)) {
    sidecar.pooling = known->pooling;
    sidecar.default_pictures = known->pictures;
  } else {
    config.refuse("the model type '" + type + "'",
                  "pyra computes vit, deit, vit_msn, vit_mae's encoder and ijepa of transformers");
  }
  for (const std::string_view option : kMustBeOff) {
    const Json* stated = config.find(std::string(option));
    if (stated != nullptr && !is_off(*stated)) {
      config.refuse("'" + std::string(option) + "'", "an option that pyra does not compute");
    }
  }
  if (const auto norm = config.text("norm_type"); norm && *norm != "layer_norm" && *norm != "layernorm") {
    config.refuse("the norm '" + *norm + "'", "pyra's models have LayerNorm");
  }
  if (const Json* act = config.find("hidden_act")) {
    state_activation(act->is_string() ? act->get<std::string>() : shown(*act), sidecar);
  }
  sidecar.dim = config.whole("hidden_size");
  sidecar.heads = config.whole("num_attention_heads");
  sidecar.norm_eps = config.number("layer_norm_eps");
  sidecar.image_size = config.sides("image_size");
  read_traits(config, kTraits);
  sidecar.class_names = labels_of(config);
  sidecar.problem_type = config.text("problem_type").value_or("");
}

}  // namespace pyra
