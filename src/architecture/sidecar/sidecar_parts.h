// One file for each library that writes config.json; sidecar.cc asks them.
#pragma once

#include <string>
#include <vector>

#include "architecture/sidecar/stated_fields.h"

namespace pyra {

/// config.json of timm: architecture, model_args, pretrained_cfg.
void read_timm_config(const StatedFields& config);
/// `model_args`: the options that its model was made with instead of the architecture's own.
void read_timm_arguments(const StatedFields& arguments);
/// sidecar.architecture: what timm's model of that name computes.
void state_timm_architecture(const StatedFields& fields);
/// `global_pool`, and `num_classes` for what the weights must agree with: at the top and in model_args.
void state_timm_pooling(const StatedFields& fields, const char* name = "global_pool");
void read_timm_classes(const StatedFields& fields);
/// open_clip_config.json.
void read_open_clip_config(const StatedFields& config);
/// config.json of transformers.
void read_hugging_face_config(const StatedFields& config);

/// timm's label_names or Hugging Face's id2label in order, the latter checked against its label2id;
/// transformers' own LABEL_0 say nothing.
std::vector<std::string> labels_of(const StatedFields& config);
/// An activation by any library's name.
void state_activation(const std::string& name, Sidecar& sidecar);

}  // namespace pyra
