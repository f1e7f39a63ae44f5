// What libpyra_cuda.so offers. It is opened when a GPU is first asked for, so that one program serves machines with and
// without one.
#pragma once

#include <string>
#include <vector>

#include "pyra/runner.h"

namespace pyra {

/// A GPU as people and reports name it.
struct GpuFacts {
  std::string name;
  int major = 0, minor = 0;      // compute capability
  std::size_t memory_bytes = 0;
  int multiprocessors = 0, clock_mhz = 0;
  double memory_gb_per_s = 0;    // theoretical
  std::string driver, runtime;   // CUDA versions, "13.0"
};

class CudaLibrary {
 public:
  virtual ~CudaLibrary() = default;
  /// At the model's rates. Throws InputError where there is no such GPU, where it or its driver is too old, and for a
  /// precision, method or reducer that the GPU does not run.
  virtual std::unique_ptr<Runner> make_runner(const InferenceModel& model, Precision precision, int device) const = 0;
  /// Throws InputError as make_runner() does.
  virtual GpuFacts facts(int device) const = 0;
};

/// The name under which the library hands out its CudaLibrary: `const CudaLibrary* pyra_cuda_library(const char* version)`,
/// null where it was built for another version of pyra.
inline constexpr const char* kCudaEntry = "pyra_cuda_library";
inline constexpr const char* kCudaLibraryFile = "libpyra_cuda.so";

/// Opened once. Throws InputError saying what is missing and what to do where it cannot be.
const CudaLibrary& cuda_library();

}  // namespace pyra
