// What libpyra_cuda.so offers. It is opened when a GPU is first asked for, so that one program serves
// machines with and without one.
#pragma once

#include <string>
#include <vector>

#include "engine/cuda_picture_ops.h"
#include "engine/cuda_token_ops.h"
#include "engine/peak_source.h"
#include "pyra/runner.h"

namespace pyra {

/// A GPU as people and reports name it.
struct GpuFacts {
  std::string name;
  int major = 0, minor = 0;  // compute capability
  std::size_t memory_bytes = 0;
  int multiprocessors = 0, clock_mhz = 0;
  double memory_gb_per_s = 0;   // theoretical
  std::string driver, runtime;  // CUDA versions, "13.0"
};

/// A model on a GPU, for those who measure it.
class GpuRunner : public Runner {
 public:
  /// One more pass over the pictures that the last call of this batch size left on the GPU (zeros where there
  /// was none), without copies from and to the host; returns when it is done.
  virtual void run_resident(std::int64_t batch) const = 0;
  /// Memory on the GPU: weights and what one call of this batch size works in.
  virtual std::size_t device_bytes(std::int64_t batch) const = 0;
};

class CudaLibrary {
 public:
  virtual ~CudaLibrary() = default;
  /// At the model's rates. Throws InputError where there is no such GPU, where it or its driver is too old,
  /// and for a precision, method or reducer that the GPU does not run.
  virtual std::unique_ptr<GpuRunner> make_runner(const InferenceModel& model, Precision precision,
                                                 int device) const = 0;
  /// Products of a block of this model, of `batch` pictures, by cuBLASLt. Throws InputError as make_runner()
  /// does.
  virtual std::unique_ptr<PeakSource> make_peak(const VitConfig& config, std::int64_t batch,
                                                Precision precision, int device) const = 0;
  /// Throws InputError as make_runner() does.
  virtual GpuFacts facts(int device) const = 0;
  virtual const CudaTokenOps& token_ops() const = 0;
  virtual const CudaPictureOps& picture_ops() const = 0;
};

/// The name under which the library hands out its CudaLibrary: `const CudaLibrary* pyra_cuda_library(const
/// char* version)`, null where it was built for another version of pyra.
inline constexpr const char* kCudaEntry = "pyra_cuda_library";
inline constexpr const char* kCudaLibraryFile = "libpyra_cuda.so";

/// Opened once. Throws InputError saying what is missing and what to do where it cannot be.
const CudaLibrary& cuda_library();

}  // namespace pyra
