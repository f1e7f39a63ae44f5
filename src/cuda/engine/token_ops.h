// The kernels as training calls them: runtime/cuda_token_ops.h.
#pragma once

#include "runtime/cuda_token_ops.h"

namespace pyra::cuda {

const CudaTokenOps& token_ops();

}  // namespace pyra::cuda
