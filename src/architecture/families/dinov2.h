// What DINOv2's two spellings share.
#pragma once

#include "architecture/families/key_map.h"

namespace pyra {

/// For weights under timm's names but for the positions, which the library has for the class token too where
/// there are registers: pyra's, and timm's, are then of the patches alone, the class token's own added to it.
/// Says how each library resizes them: `without_registers` where there are none, else antialiased.
void settle_dinov2_positions(MappedWeights& weights, PositionResizing without_registers);

}  // namespace pyra
