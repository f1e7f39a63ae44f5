// How every kernel is started.
#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "pyra/error.h"

namespace pyra::cuda {

constexpr int kWarp = 32;
constexpr std::size_t kSharedWithoutAsking = 48 * 1024;
constexpr std::size_t kScratchAlignment = 256;  // of the parts of a kernel's scratch memory: as cudaMalloc's

inline void check_launch(cudaError_t status, const char* name) {
  if (status == cudaSuccess) return;
  throw Failure(std::string("the GPU cannot start kernel ") + name + ": " + cudaGetErrorName(status) + ", " +
                cudaGetErrorString(status));
}

/// Starts kernel(arguments...) on `stream` with `shared` bytes of dynamic shared memory. Throws Failure
/// naming `name`.
template <typename... Parameters, typename... Arguments>
void launch(const char* name, void (*kernel)(Parameters...), dim3 grid, dim3 block, std::size_t shared,
            cudaStream_t stream, Arguments... arguments) {
  if (shared > kSharedWithoutAsking) {
    check_launch(cudaFuncSetAttribute(reinterpret_cast<const void*>(kernel),
                                      cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(shared)),
                 name);
  }
  cudaLaunchConfig_t config{};
  config.gridDim = grid;
  config.blockDim = block;
  config.dynamicSmemBytes = shared;
  config.stream = stream;
  check_launch(cudaLaunchKernelEx(&config, kernel, static_cast<Parameters>(arguments)...), name);
}

/// Blocks of `each` for `count` things.
inline unsigned blocks_for(std::int64_t count, std::int64_t each) {
  return static_cast<unsigned>((count + each - 1) / each);
}

}  // namespace pyra::cuda
