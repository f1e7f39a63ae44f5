// Size-weighted merging of matched tokens.
#pragma once

#include <ATen/ATen.h>

#include "ops/match_op.h"

namespace pyra {

/// What is left after merging: N' = N - R tokens.
struct Merged {
  at::Tensor x;     // [B, N', C]
  at::Tensor size;  // [B, N'] float32: how many patches each token stands for
};

/// ToMe (arXiv 2210.09461, section 3): each output row is the mean of the tokens that go to it, weighted by size.
///   x'[o] = sum over tokens i of row o: size[i] x[i] / size'[o],   size'[o] = sum of size[i]
/// x [B, N, C] float32, differentiable; size [B, N] float32, without gradient.
Merged merge_tokens(const at::Tensor& x, const at::Tensor& size, const Match& match);

}  // namespace pyra
