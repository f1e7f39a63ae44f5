#include "train/make_step.h"

#include "train/cuda_step_graph.h"
#include "train/recorded_step.h"

namespace pyra {

std::unique_ptr<BatchStep> make_step(StepParts parts, bool eager) {
  const at::Device device = parts.optimizer.parameters().front().tensor.device();
  if (device.is_cpu() || eager || !parts.objective.repeats())
    return std::make_unique<EagerStep>(std::move(parts));
  return std::make_unique<RecordedStep>(std::move(parts), cuda_step_graphs());
}

}  // namespace pyra
