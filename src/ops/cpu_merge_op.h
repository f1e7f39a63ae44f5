// Merging and modulation on the CPU.
#pragma once

#include "ops/token_ops.h"

namespace pyra {

/// See TokenOps::merge(). Of x only the modulated pairs are kept for the backward pass.
Merged cpu_merge(const at::Tensor& x, const at::Tensor& size, const Match& match,
                 const ModulationWeights& weights);

}  // namespace pyra
