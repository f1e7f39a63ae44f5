// Attention pooling in double precision, as its libraries compute it: a key and a value of every token.
#pragma once

#include "engine/reference_layers.h"

namespace pyra {

/// Features [C] of the tokens x [N, C] after the last norm, of these sizes.
Row reference_attention_pool(const ReferenceWeights& of, const VitConfig& c, const Rows& x, const Row& size);

}  // namespace pyra
