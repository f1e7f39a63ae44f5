// Merging and modulation on the GPU as one differentiable operation, which keeps its inputs and nothing else.
#pragma once

#include "ops/gpu_token_ops.h"

namespace pyra {

/// As TokenOps::merge(). `ops` must outlive the backward pass.
Merged gpu_merge(const GpuTokenOps& ops, const at::Tensor& x, const at::Tensor& size, const Match& match,
                 const ModulationWeights& weights);

}  // namespace pyra
