// Rotary positions: where each token stands, and how fast its channels turn.
#pragma once

#include <vector>

#include "pyra/vit_config.h"

namespace pyra {

/// [N, 2] (y, x) of every token: a patch's centre, -1 to 1 across the picture; (0, 0), where nothing is
/// turned, for prefix tokens. `config` has rotary positions.
std::vector<float> rotary_places(const VitConfig& config);

/// [D / 4] radians per unit of place: 2 pi theta^(-4 k / D) (arXiv 2508.10104, section 3.2; DINOv3's code).
std::vector<float> rotary_frequencies(const VitConfig& config);

}  // namespace pyra
