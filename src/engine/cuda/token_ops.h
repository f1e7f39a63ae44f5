// The kernels as training calls them: engine/cuda_token_ops.h.
#pragma once

#include "engine/cuda_token_ops.h"

namespace pyra::cuda {

const CudaTokenOps& token_ops();

}  // namespace pyra::cuda
