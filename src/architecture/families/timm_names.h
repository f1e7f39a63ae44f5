// What the families with timm's names share.
#pragma once

#include "architecture/families/key_map.h"
#include "architecture/families/wrapper.h"

namespace pyra {

/// Present in every timm Vision Transformer.
Landmarks timm_landmarks();

/// Strips wrappers and gives older spellings (DeiT III's gamma_1) their present names.
MappedWeights map_timm_names(TensorMap tensors, const std::optional<std::string>& copy);

}  // namespace pyra
