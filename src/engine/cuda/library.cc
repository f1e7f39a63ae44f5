// What libpyra_cuda.so hands to the runtime: engine/cuda_library.h.
#include <cuda_bf16.h>

#include <cstring>

#include "engine/cuda/cuda_peak.h"
#include "engine/cuda/cuda_runner.h"
#include "engine/cuda/device_check.h"
#include "engine/cuda/picture_ops.h"
#include "engine/cuda/token_ops.h"
#include "pyra/error.h"
#include "pyra/version.h"

namespace pyra::cuda {
namespace {

class Library final : public CudaLibrary {
 public:
  std::unique_ptr<GpuRunner> make_runner(const InferenceModel& model, Precision precision,
                                         int device) const override {
    open_device(device);
    switch (precision) {
      case Precision::f32:
        return std::make_unique<CudaRunner<float>>(model, device);
      case Precision::bf16:
        return std::make_unique<CudaRunner<__nv_bfloat16>>(model, device);
      case Precision::int8:
        break;
    }
    throw InputError(precision_name(precision) + " does not run on the GPU; expected f32 or bf16",
                     code::kPrecisionUnable);
  }
  std::unique_ptr<PeakSource> make_peak(const VitConfig& config, std::int64_t batch, Precision precision,
                                        int device) const override {
    open_device(device);
    if (precision == Precision::bf16) return std::make_unique<CudaPeak<__nv_bfloat16>>(config, batch);
    return std::make_unique<CudaPeak<float>>(config, batch);
  }
  GpuFacts facts(int device) const override { return open_device(device); }
  const CudaTokenOps& token_ops() const override { return cuda::token_ops(); }
  const CudaPictureOps& picture_ops() const override { return cuda::picture_ops(); }
};

}  // namespace
}  // namespace pyra::cuda

extern "C" const pyra::CudaLibrary* pyra_cuda_library(const char* version) {
  static const pyra::cuda::Library library;
  return std::strcmp(version, pyra::kVersion) == 0 ? &library : nullptr;
}
