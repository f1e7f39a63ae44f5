// Size-weighted merging of matched tokens.
#pragma once

#include <ATen/ATen.h>

#include "ops/token_ops.h"

namespace pyra {

/// ToMe (arXiv 2210.09461, section 3): each output row is the mean of the tokens that go to it, weighted by
/// size.
///   x'[o] = sum over tokens i of row o: size[i] x[i] / size'[o],   size'[o] = sum of size[i]
/// x [B, N, C] float32, differentiable; size [B, N] float32, without gradient.
Merged merge_tokens(const at::Tensor& x, const at::Tensor& size, const Match& match);

/// The same with the first sources modulated (PYRA, arXiv 2403.09192, section 3.3;
/// reducers/pyra/modulate_tokens.h), differentiable in the weights too.
Merged merge_modulated(const at::Tensor& x, const at::Tensor& size, const Match& match,
                       const ModulationWeights& weights);

}  // namespace pyra
