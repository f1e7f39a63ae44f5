// Functions of single numbers on the GPU, in place. T is float or bf16; numbers are computed in float32.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

namespace pyra::cuda {

void tanh_of(float* x, std::int64_t count, cudaStream_t stream);
/// to += x.
template <typename T>
void add_rows(const T* x, std::int64_t count, float* to, cudaStream_t stream);

}  // namespace pyra::cuda
