// LayerNorm of rows of the residual stream on the GPU; kernels/layer_norm.h has the equation.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

namespace pyra::cuda {

/// Row i of C float32 numbers starts at x + i * x_row; to [rows, C] dense, of T: float or bf16; to may be x
/// where T is float and rows are dense. weight and bias [C] float32. Sums are float32, over a row in
/// registers, the mean first. C: a multiple of 4, at most 2048 (InputError).
template <typename T>
void layer_norm(const float* x, std::int64_t rows, std::int64_t x_row, std::int64_t channels,
                const float* weight, const float* bias, float eps, T* to, cudaStream_t stream);

}  // namespace pyra::cuda
