// Dropout on the GPU: the backward pass draws the mask again instead of keeping it.
#pragma once

#include "ops/gpu_token_ops.h"

namespace pyra {

/// As TokenOps::dropout(), of float32 or bf16. `ops` must outlive the backward pass.
at::Tensor gpu_dropout(const GpuTokenOps& ops, const at::Tensor& x, double probability, const Draws& draws);

}  // namespace pyra
