// Which GPU there is, and whether it will do.
#pragma once

#include "engine/cuda_library.h"

namespace pyra::cuda {

/// Makes GPU `index` the current one of this thread. Throws InputError naming what is missing: a GPU of this
/// number, a driver as new as the CUDA runtime that pyra was built with, compute capability 8.0.
GpuFacts open_device(int index);

}  // namespace pyra::cuda
