// Rotary positions as torch tensors (kernels/turns.h).
#pragma once

#include <ATen/ATen.h>

namespace pyra {

/// [b, N, D] float32 from place [b, N, 2] and frequencies [D / 4], both float32 on the CPU, without gradient.
at::Tensor make_turns(const at::Tensor& place, const at::Tensor& frequencies);

/// x [B, H, N, D] turned as attention turns it: turns [B or 1, N, D], or undefined: x itself.
at::Tensor turned(const at::Tensor& x, const at::Tensor& turns);

}  // namespace pyra
