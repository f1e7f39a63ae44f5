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
  std::optional<double> norm_eps;
  std::optional<Pooling> pooling;
  std::optional<std::pair<std::int64_t, std::int64_t>> image_size;  // height, width
  std::vector<std::string> class_names;
  std::optional<Preprocessing> preprocessing;
  std::string preprocessing_source;
  std::vector<std::string> notes;  // what could not be taken as it stands
};

/// Looks into the folder of `file`; `hugging_face` says which of the two spellings the weights are in, so
/// that the other's config.json is not misread. Files that are absent say nothing; a broken one is an
/// InputError naming it, and so is one that states an activation or pooling that pyra's models do not have.
Sidecar read_sidecar(const std::filesystem::path& file, bool hugging_face);

}  // namespace pyra
