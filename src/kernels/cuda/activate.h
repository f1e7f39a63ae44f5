// The activation of an MLP on the GPU, in place. T is float or bf16; numbers are computed in float32.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "pyra/activation.h"

namespace pyra::cuda {

/// x = activation(x).
template <typename T>
void activate(Activation activation, T* x, std::int64_t count, cudaStream_t stream);

}  // namespace pyra::cuda
