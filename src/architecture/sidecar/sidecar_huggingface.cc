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

// At the top, also of a config whose tower has a part of its own.
constexpr Trait kOfWhole[] = {{"projection_dim", TraitKind::whole, [](const VitConfig& c) {
                                 return c.projection > 0 ? static_cast<double>(c.projection)
                                                         : std::numeric_limits<double>::quiet_NaN();
                               }}};

constexpr std::array<std::string_view, 2> kOfRotary{"rope_theta", "rope_parameters"};

bool is_off(const Json& value) { return value.is_null() || value == false || value == 0; }

/// Of a picture tower, `known` being what the whole is; null: unknown.
void read_tower(const StatedFields& config, const TransformersType* known) {
  Sidecar& sidecar = config.sidecar();
  const auto refuse_if_on = [&](std::string_view option) {
    const Json* stated = config.find(std::string(option));
    if (stated != nullptr && !is_off(*stated))
      config.refuse("'" + std::string(option) + "'", "an option that pyra does not compute");
  };
  for (const std::string_view option : kMustBeOff) refuse_if_on(option);
  if (known != nullptr && known->rotary) {
    if (const auto theta = config.number("rope_theta")) sidecar.rotary = RotaryKind{.theta = *theta};
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
}

}  // namespace

void read_hugging_face_config(const StatedFields& whole) {
  Sidecar& sidecar = whole.sidecar();
  const std::string type = whole.text("model_type").value_or("");
  sidecar.architecture = type;
  const TransformersType* known = find_transformers_type(type);
  if (known != nullptr) {
    sidecar.pooling = known->pooling;
    sidecar.default_pictures = known->pictures;
  } else {
    whole.refuse("the model type '" + type + "'",
                 "pyra computes " + listed(transformers_type_names(), "and") + " of transformers");
  }
  const bool in_part = known != nullptr && !known->part.empty();
  const auto part = in_part ? whole.object(std::string(known->part)) : std::optional(whole);
  if (part) read_tower(*part, known);
  read_traits(whole, kOfWhole);
  sidecar.class_names = labels_of(whole);
  sidecar.problem_type = whole.text("problem_type").value_or("");
}

}  // namespace pyra
