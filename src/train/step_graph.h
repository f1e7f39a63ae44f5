// Seam: work for a device that is queued once and run many times (a CUDA graph).
#pragma once

#include <functional>
#include <memory>

namespace pyra {

class StepGraph {
 public:
  virtual ~StepGraph() = default;
  /// Notes what `work` queues on the device, without running it. Its operations are to be the same every
  /// time, on memory that stays where it is, with no number of the host's that changes and no waiting for the
  /// device. Tensors made in it keep their memory for as long as the graph lives.
  virtual void record(const std::function<void()>& work) = 0;
  /// Queues the whole once more, on the current stream.
  virtual void replay() = 0;
};

using MakeStepGraph = std::function<std::unique_ptr<StepGraph>()>;

}  // namespace pyra
