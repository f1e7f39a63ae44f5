// libpyra_step_graph.so: train/step_graph.h on a GPU. The one part that needs torch's CUDA headers;
// train/cuda_step_graph.h opens it.
#include "train/step_graph.h"

#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>

#include <cstring>

#include "pyra/version.h"

namespace pyra {
namespace {

class CudaStepGraph final : public StepGraph {
 public:
  void record(const std::function<void()>& work) override {
    // Recording is refused on the default stream, and takes its memory from a pool of its own: what warming
    // up left in the common one is given back.
    c10::cuda::device_synchronize();
    c10::cuda::CUDACachingAllocator::emptyCache();
    const c10::cuda::CUDAStreamGuard own(c10::cuda::getStreamFromPool());
    graph_.capture_begin();
    try {
      work();
    } catch (...) {
      end_failed();
      throw;
    }
    graph_.capture_end();
  }
  void replay() override { graph_.replay(); }

 private:
  /// So that the stream and the allocator are as before; that it was of no use is said by the work's own
  /// error.
  void end_failed() noexcept {
    try {
      graph_.capture_end();
    } catch (const std::exception&) {
    }
  }

  at::cuda::CUDAGraph graph_;
};

}  // namespace
}  // namespace pyra

/// Null where it was built for another version of pyra.
extern "C" pyra::StepGraph* pyra_step_graph(const char* version) {
  return std::strcmp(version, pyra::kVersion) == 0 ? new pyra::CudaStepGraph : nullptr;
}
