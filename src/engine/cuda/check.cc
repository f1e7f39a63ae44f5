#include "engine/cuda/check.h"

#include "pyra/error.h"

namespace pyra::cuda {

void check(cudaError_t status, const char* what) {
  if (status == cudaSuccess) return;
  if (status == cudaErrorMemoryAllocation) {
    cudaGetLastError();  // not sticky: the next call starts clean
    throw Failure(std::string("the GPU's memory is full (to ") + what + "); lower the batch or use bf16",
                  code::kGpuMemory);
  }
  throw Failure(std::string("the GPU failed to ") + what + ": " + cudaGetErrorName(status) + ", " +
                cudaGetErrorString(status));
}

void check(cublasStatus_t status, const char* what) {
  if (status != CUBLAS_STATUS_SUCCESS) {
    throw Failure(std::string("cuBLASLt failed to ") + what + ": status " +
                  std::to_string(static_cast<int>(status)));
  }
}

}  // namespace pyra::cuda
