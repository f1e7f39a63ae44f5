// What the families with timm's names share.
#pragma once

#include "config/key_maps/key_map.h"

namespace pyra {

/// Present in every timm Vision Transformer.
inline constexpr std::string_view kTimmRoot = "patch_embed.proj.weight";

/// Strips wrappers and gives older spellings (DeiT III's gamma_1) their present names.
MappedWeights map_timm_names(TensorMap tensors);

}  // namespace pyra
