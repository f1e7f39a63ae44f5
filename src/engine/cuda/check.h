// Errors of the CUDA libraries as pyra's.
#pragma once

#include <cublasLt.h>
#include <cuda_runtime.h>

#include <string>

namespace pyra::cuda {

/// Throws Failure. `what` was attempted, for the message: "copy the pictures".
void check(cudaError_t status, const char* what);
void check(cublasStatus_t status, const char* what);

}  // namespace pyra::cuda
