#include <algorithm>
#include <array>
#include <string_view>

#include "config/json_fields.h"
#include "config/sidecar_parts.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

// Their encoder is the same function; pooling apart.
constexpr std::array<std::string_view, 4> kTypes{"vit", "deit", "vit_msn", "vit_mae"};

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

bool is_off(const Json& value) { return value.is_null() || value == false || value == 0; }

}  // namespace

void read_hugging_face_config(const Json& config, Sidecar& sidecar) {
  const std::string type = text_field(config, "model_type").value_or("");
  sidecar.architecture = type;
  if (type == "ijepa") {
    sidecar.pooling = Pooling::average;
  } else if (std::find(kTypes.begin(), kTypes.end(), type) == kTypes.end()) {
    refuse(sidecar, "the model type '" + type + "'",
           "pyra computes vit, deit, vit_msn, vit_mae's encoder and ijepa of transformers");
  }
  for (const std::string_view option : kMustBeOff) {
    const auto stated = config.find(option);
    if (stated != config.end() && !is_off(*stated)) {
      refuse(sidecar, "'" + std::string(option) + "'", "an option that pyra does not compute");
    }
  }
  if (const auto norm = text_field(config, "norm_type");
      norm && *norm != "layer_norm" && *norm != "layernorm") {
    refuse(sidecar, "the norm '" + *norm + "'", "pyra's models have LayerNorm");
  }
  if (const auto act = config.find("hidden_act"); act != config.end()) {
    state_activation(
        act->is_string() ? act->get<std::string>() : act->dump(-1, ' ', true, Json::error_handler_t::replace),
        sidecar);
  }
  sidecar.dim = integer_field(config, "hidden_size");
  sidecar.heads = integer_field(config, "num_attention_heads");
  sidecar.norm_eps = number_field(config, "layer_norm_eps");
  if (const auto size = config.find("image_size"); size != config.end())
    sidecar.image_size = side_or_sides(*size);
  sidecar.class_names = labels_of(config);
  if (text_field(config, "problem_type").value_or("") == "multi_label_classification") {
    sidecar.notes.push_back("config.json states several labels a picture; pyra takes the most likely one");
  }
}

}  // namespace pyra
