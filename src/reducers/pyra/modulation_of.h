// The tensors of a block's PYRA as the kernels take them.
#pragma once

#include "reducers/pyra/modulate_tokens.h"
#include "reducers/token_reduction.h"

namespace pyra {

/// All ranks; none where `weights` hold nothing. They must outlive it.
Modulation modulation_of(const ReducerWeights& weights);

}  // namespace pyra
