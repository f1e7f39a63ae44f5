// What the files beside a checkpoint say: config.json of timm or Hugging Face, preprocessor_config.json.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pyra/preprocessing.h"
#include "pyra/vit_config.h"

namespace pyra {

struct Sidecar {
  std::string architecture;  // timm's name of the model or transformers' model_type; empty if unknown
  std::optional<std::int64_t> dim, heads;
  std::optional<std::int64_t> heads_dim;  // channels of the models that have so many heads; empty: of any
  std::optional<double> norm_eps;
  std::optional<Pooling> pooling;
  std::optional<Activation> activation;
  std::optional<std::pair<std::int64_t, std::int64_t>> image_size;  // height, width
  std::vector<std::string> class_names;
  std::optional<Preprocessing> preprocessing;
  std::string preprocessing_source;
  std::vector<std::string> notes;  // what could not be taken as it stands
  std::string refusal;             // why pyra does not compute what they describe; empty if it does
  std::string unknown_activation;  // a refusal too, unless the user names the activation
};

/// Looks into the folder of `file`; `hugging_face` says which of the two spellings the weights are in, so
/// that the other's config.json is not misread. Files that are absent say nothing; a broken one is an
/// InputError naming it.
Sidecar read_sidecar(const std::filesystem::path& file, bool hugging_face);

/// "config.json beside the file states PART, WHICH", the first such reason kept.
void refuse(Sidecar& sidecar, const std::string& part, const std::string& reason);

}  // namespace pyra
