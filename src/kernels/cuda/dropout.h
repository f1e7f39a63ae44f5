// kernels/dropout.h on the GPU: the mask is a function of a seed and an element's number, the same as on the
// CPU.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

namespace pyra::cuda {

struct DropoutDraw {
  std::uint64_t seed;
  const std::uint64_t*
      step_seed;  // on the GPU, exclusive-ored to `seed`: one queued launch draws anew at every step; or null
  float probability;  // of zeroing, in [0, 1)
};

/// x [count] -> to [count], which may be x, T float or __nv_bfloat16: x / (1 - probability) where kept, else
/// 0. Its own gradient. Both aligned to four elements.
template <typename T>
void dropout(const T* x, std::int64_t count, const DropoutDraw& draw, T* to, cudaStream_t stream);

}  // namespace pyra::cuda
