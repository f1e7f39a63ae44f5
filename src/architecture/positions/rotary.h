// Rotary positions: where each token stands, and how fast its channels turn.
#pragma once

#include <vector>

#include "pyra/host_tensor.h"
#include "pyra/vit_config.h"

namespace pyra {

/// That of a config with rotary positions.
RotaryKind rotary_kind(const VitConfig& config);

/// [N, 2] (y, x) of every token, or (x, y) where the kind says so: a patch's centre, -1 to 1 across the
/// picture, or (i + offset) reference / n of the i-th of n patches; (0, 0), where nothing is turned, for
/// prefix tokens. `config` has rotary positions.
std::vector<float> rotary_places(const VitConfig& config);

/// [D / 4] radians per unit of place: 2 pi theta^(-4 k / D) (arXiv 2508.10104, section 3.2; DINOv3's code),
/// without 2 pi where places are counted (EVA-02, arXiv 2303.11331).
std::vector<float> rotary_frequencies(const VitConfig& config);

/// Models of counted places turn pairs of neighbouring channels, pyra channels half a head apart: the rows of
/// queries and keys in that order. Attention's products are the same.
void separate_turned_pairs(TensorMap& tensors, const VitConfig& config);

}  // namespace pyra
