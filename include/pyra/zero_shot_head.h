// A head made of texts: pictures are classified by which of them they are nearest to (CLIP, SigLIP), without
// training.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pyra/backbone.h"

namespace pyra {

/// logits = scale cos(projected features, weight row) + bias, where the rows are of length 1.
struct ZeroShotHead {
  HostTensor weight;  // [K, D]: one text's embedding a class
  double scale = 1;   // exp(logit_scale)
  std::optional<double> bias;
  std::vector<std::string> classes;  // [K], or empty
  std::vector<std::string> notes;    // lines to be printed: what is assumed
};

/// From safetensors, npz or a torch file: `weight` [K, D]; `logit_scale`, a natural logarithm as models keep
/// it; and `logit_bias`. The safetensors metadata `classes` is a JSON list of K names. Throws InputError
/// naming the tensor at fault.
ZeroShotHead read_zero_shot_head(const std::filesystem::path& file);

/// Puts it in the place of the backbone's head. Where that has D outputs and no projection, it is one (timm's
/// CLIP). Throws InputError where no features of the backbone have D channels.
void set_zero_shot_head(const ZeroShotHead& head, Backbone& backbone);

}  // namespace pyra
