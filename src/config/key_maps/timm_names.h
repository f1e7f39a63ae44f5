// What the families with timm's names share.
#pragma once

#include "config/key_maps/key_map.h"
#include "config/key_maps/wrapper.h"

namespace pyra {

/// Present in every timm Vision Transformer.
Landmarks timm_landmarks();

/// Strips wrappers and gives older spellings (DeiT III's gamma_1) their present names.
MappedWeights map_timm_names(TensorMap tensors, const std::optional<std::string>& copy);

}  // namespace pyra
