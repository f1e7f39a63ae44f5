// Gradient checkpointing (arXiv 1604.06174): memory for time.
#pragma once

#include "model/block.h"

namespace pyra {

/// block.forward(state, rate, pass) with the same gradients, keeping only `state` for them: the backward pass
/// computes the block again, drawing the same random numbers. `block` must outlive the backward pass.
TokenState checkpointed(const Block& block, TokenState state, std::int64_t rate, const Pass& pass);

}  // namespace pyra
