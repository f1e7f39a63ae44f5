// Straight-through gradients of choices about tokens (Bengio et al., arXiv 1308.3432).
#pragma once

#include "model/token_state.h"
#include "ops/route_op.h"

namespace pyra {

/// x' of `reduced` unchanged, with the gradient that weights of merging would have. Where token i joins row k
/// with weight w_ik,
///   x'_k = (sum_i w_ik size_i x_i) / (sum_i w_ik size_i),   dx'_k / dw_ik = size_i (x_i - x'_k) / size'_k
/// tokens [B, S] int64: those that may join; rows [B, T] int64: those that they may join; weight [B, S, T],
/// whose value is not used, only its gradient. x, size before: [B, N, C], [B, N] or undefined.
at::Tensor with_weight_gradient(const TokenState& reduced, const at::Tensor& x, const at::Tensor& size,
                                const at::Tensor& tokens, const at::Tensor& rows, const at::Tensor& weight);

}  // namespace pyra
