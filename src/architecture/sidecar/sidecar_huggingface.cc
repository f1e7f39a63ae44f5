#include <array>
#include <limits>
#include <string_view>

#include "architecture/sidecar/sidecar_parts.h"
#include "architecture/sidecar/stated_traits.h"
#include "architecture/sidecar/transformers_types.h"
#include "base/json/json_reader.h"
#include "base/text/words.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

// Options of ViT's relatives that are off, or absent, in a plain one.
constexpr std::array<std::string_view, 10> kMustBeOff{"use_mean_pooling",
                                                      "use_relative_position_bias",
                                                      "use_shared_relative_position_bias",
                                                      "use_rel_pos",
                                                      "use_conv_stem",
                                                      "qk_norm",
                                                      "use_qk_norm",
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
    {"num_register_tokens", TraitKind::whole,
     [](const VitConfig& c) { return static_cast<double>(c.registers); }},
    {"use_gated_mlp", TraitKind::flag, [](const VitConfig& c) { return c.gated_mlp ? 1.0 : 0.0; }},
    {"use_swiglu_ffn", TraitKind::flag, [](const VitConfig& c) { return c.gated_mlp ? 1.0 : 0.0; }},
    {"mlp_ratio", TraitKind::ratio,  // of which a gate takes a third off, rounded in its own way
     [](const VitConfig& c) {
       return c.gated_mlp ? std::numeric_limits<double>::quiet_NaN()
                          : static_cast<double>(c.mlp_dim) / static_cast<double>(c.dim);
     }},
};

constexpr std::array<std::string_view, 2> kOfRotary{"rope_theta", "rope_parameters"};

bool is_off(const Json& value) { return value.is_null() || value == false || value == 0; }

}  // namespace

void read_hugging_face_config(const StatedFields& config) {
  Sidecar& sidecar = config.sidecar();
  const std::string type = config.text("model_type").value_or("");
  sidecar.architecture = type;
  const TransformersType* known = find_transformers_type(type);
  if (known != nullptr) {
    sidecar.pooling = known->pooling;
    sidecar.default_pictures = known->pictures;
  } else {
    config.refuse("the model type '" + type + "'",
                  "pyra computes " + listed(transformers_type_names(), "and") + " of transformers");
  }
  const auto refuse_if_on = [&](std::string_view option) {
    const Json* stated = config.find(std::string(option));
    if (stated != nullptr && !is_off(*stated))
      config.refuse("'" + std::string(option) + "'", "an option that pyra does not compute");
  };
  for (const std::string_view option : kMustBeOff) refuse_if_on(option);
  if (known != nullptr && known->rotary) {
    sidecar.rope_theta = config.number("rope_theta");
  } else {
    for (const std::string_view option : kOfRotary) refuse_if_on(option);
  }
  if (const auto norm = config.text("norm_type"); norm && *norm != "layer_norm" && *norm != "layernorm") {
    config.refuse("the norm '" + *norm + "'", "pyra's models have LayerNorm");
  }
  if (const Json* act = config.find("hidden_act")) {
    state_activation(act->is_string() ? act->get<std::string>() : shown(*act), sidecar);
  }
  if (config.flag("use_swiglu_ffn").value_or(false)) {  // whose gate is SiLU's, whatever hidden_act says
    sidecar.activation = Activation::silu;
    sidecar.unknown_activation.clear();
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
