// Sums and bests over the 32 lanes of a warp; every lane gets the result. Orders are fixed, so results are too.
#pragma once

#include <cuda_runtime.h>

namespace pyra::cuda {

template <typename T>
__device__ __forceinline__ T warp_sum(T value) {
#pragma unroll
  for (int distance = 16; distance > 0; distance /= 2) value += __shfl_xor_sync(0xffffffffU, value, distance);
  return value;
}

}  // namespace pyra::cuda
