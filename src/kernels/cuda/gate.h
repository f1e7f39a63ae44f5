// The gate of an MLP on the GPU (kernels/gate.h). T is float or bf16; numbers are computed in float32.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "pyra/activation.h"

namespace pyra::cuda {

/// to [rows, width] = activation(gate) up of z [rows, 2 width], gate and up.
template <typename T>
void gate(Activation activation, const T* z, std::int64_t rows, std::int64_t width, T* to,
          cudaStream_t stream);

}  // namespace pyra::cuda
