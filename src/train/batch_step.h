// Seam: how the work of a training step reaches the device.
#pragma once

#include <ATen/ATen.h>

#include <optional>

#include "model/vit.h"
#include "train/adam_w.h"
#include "train/objective.h"

namespace pyra {

/// What a step works on; all of it outlives the step.
struct StepParts {
  const Vit& model;
  const Objective& objective;
  AdamW& optimizer;
  at::Generator random;  // of the CPU: dropout, drop path, what the objective draws
  std::optional<at::Generator> common = std::nullopt;  // Pass::common
  bool checkpointing = false;                          // Pass::checkpointing
  bool autocast = false;                               // Pass::autocast
  double clip_norm = 0;                                // 0: gradients are not clipped
};

class BatchStep {
 public:
  virtual ~BatchStep() = default;
  /// Adds `share` times the gradient of the batch's loss to the parameters'. The outcome's tensors may change
  /// at the next call.
  virtual StepOutcome accumulate(const MixedBatch& batch, double share) = 0;
  /// One update at `lr` from the parameters' gradients, which are cleared.
  virtual void update(double lr) = 0;
  /// Forgets the gradients.
  virtual void clear() = 0;
};

/// Every operation is queued anew.
class EagerStep final : public BatchStep {
 public:
  explicit EagerStep(StepParts parts) : parts_(std::move(parts)) {}
  StepOutcome accumulate(const MixedBatch& batch, double share) override;
  void update(double lr) override;
  void clear() override { parts_.optimizer.zero_grad(); }

 private:
  StepParts parts_;
};

}  // namespace pyra
