// Sums and searches by the 32 lanes of a warp; every lane gets the result. Orders are fixed, so results are
// too.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

namespace pyra::cuda {

template <typename T>
__device__ __forceinline__ T warp_sum(T value) {
#pragma unroll
  for (int distance = 16; distance > 0; distance /= 2) value += __shfl_xor_sync(0xffffffffU, value, distance);
  return value;
}

/// The first place of `token` in list [count], or -1; all lanes ask for the same one.
__device__ __forceinline__ int place_in(const std::int32_t* list, int count, int token) {
  const int lane = static_cast<int>(threadIdx.x) % 32;
  for (int first = 0; first < count; first += 32) {
    const unsigned found = __ballot_sync(0xffffffffU, first + lane < count && list[first + lane] == token);
    if (found != 0) return first + __ffs(static_cast<int>(found)) - 1;
  }
  return -1;
}

}  // namespace pyra::cuda
