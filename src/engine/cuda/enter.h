// The stream of a caller outside of this library.
#pragma once

#include "engine/cuda/check.h"
#include "engine/cuda_token_ops.h"

namespace pyra::cuda {

/// The caller's runtime may be another instance than ours, with a current device of its own.
inline cudaStream_t enter(GpuStream on) {
  check(cudaSetDevice(on.device), "choose the GPU");
  return static_cast<cudaStream_t>(on.stream);
}

}  // namespace pyra::cuda
