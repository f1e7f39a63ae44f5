// The model types of transformers whose encoder is a plain ViT's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "architecture/sidecar/default_pictures.h"

namespace pyra {

struct TransformersType {
  std::string_view name;             // as model_type has it
  std::string_view image_processor;  // the one taken where a file names none
  std::optional<Pooling> pooling = {};
  const DefaultPictures* pictures = nullptr;  // null: the family's
  bool rotary = false;                        // positions, which its rope_theta is of
  std::string_view part = {};                 // where its config has the picture tower's; empty: at the top
};

std::vector<std::string> transformers_type_names();
/// Null for another type.
const TransformersType* find_transformers_type(std::string_view name);

}  // namespace pyra
