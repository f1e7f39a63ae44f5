#include "ops/token_ops.h"

#include <c10/core/impl/VirtualGuardImpl.h>

#include "engine/cuda_library.h"
#include "ops/cpu_token_ops.h"
#include "ops/gpu_token_ops.h"
#include "pyra/error.h"

namespace pyra {
namespace {

/// The stream that torch is queueing on, whatever its build calls it.
GpuStream current_stream(const at::Tensor& tensor) {
  const c10::impl::VirtualGuardImpl device(tensor.device().type());
  return {tensor.device().index(), device.getStream(tensor.device()).native_handle()};
}

}  // namespace

const TokenOps& token_ops(const at::Tensor& on) {
  static const CpuTokenOps cpu;
  if (on.is_cpu()) return cpu;
  if (!on.is_cuda())
    throw InputError("tokens on device " + on.device().str() + "; they merge on the CPU and on NVIDIA GPUs");
  static const GpuTokenOps gpu(cuda_library().token_ops(), current_stream);
  return gpu;
}

}  // namespace pyra
