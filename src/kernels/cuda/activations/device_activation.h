#pragma once

#include <cuda_runtime.h>

#include "pyra/activation.h"

namespace pyra::cuda {

/// Defined for each of them, in a file of its own.
template <Activation kind>
struct DeviceActivation;

}  // namespace pyra::cuda
