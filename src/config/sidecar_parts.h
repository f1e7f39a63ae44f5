// One file for each library that writes config.json; sidecar.cc asks them.
#pragma once

#include <nlohmann/json.hpp>

#include "config/sidecar.h"

namespace pyra {

/// config.json of timm: architecture, model_args, pretrained_cfg.
void read_timm_config(const nlohmann::json& config, Sidecar& sidecar);
/// `model_args`: the options that its model was made with instead of the architecture's own.
void read_timm_arguments(const nlohmann::json& arguments, Sidecar& sidecar);
/// config.json of transformers.
void read_hugging_face_config(const nlohmann::json& config, Sidecar& sidecar);

/// timm's labels in order, or Hugging Face's {"0": "tench"}; transformers' own LABEL_0 say nothing.
std::vector<std::string> labels_of(const nlohmann::json& config);
/// An activation by any library's name.
void state_activation(const std::string& name, Sidecar& sidecar);

}  // namespace pyra
