// A training step that is recorded once and replayed: the thousands of small launches of a step cost the host
// one call.
#pragma once

#include <cstdint>
#include <vector>

#include "train/batch_step.h"
#include "train/step_graph.h"

namespace pyra {

/// Work that runs as it is a few times, so that libraries set themselves up, and from a recording afterwards.
class Recording {
 public:
  static constexpr int kWarmUps = 3;

  explicit Recording(MakeStepGraph make) : make_(std::move(make)) {}
  void run(const std::function<void()>& work);

 private:
  MakeStepGraph make_;
  std::unique_ptr<StepGraph> graph_;
  int runs_ = 0;
};

/// Forward and backward pass are one recording, clipping and AdamW another; between them gradients of several
/// processes are added up. Batches of another size or share than the first, such as the last of an epoch, are
/// queued as they are. Masks come from a seed on the device that is drawn from the run's generator before
/// every batch; so a replayed step is the step that would have been queued, to the bit.
class RecordedStep final : public BatchStep {
 public:
  /// parts.objective repeats(). Gradients lie in one piece of memory, in which the parameters' are views.
  RecordedStep(StepParts parts, const MakeStepGraph& make);

  StepOutcome accumulate(const MixedBatch& batch, double share) override;
  void update(double lr) override;
  void clear() override;

 private:
  bool as_recorded(const MixedBatch& batch, double share) const;
  StepOutcome run(const MixedBatch& batch, double share);
  /// Moves the gradients of one batch into the sum.
  void add_up();

  StepParts parts_;
  Recording gradient_, update_;
  at::Tensor step_seed_;  // [1] int64
  MixedBatch batch_;      // where the recording reads
  double share_ = 0;
  StepOutcome outcome_;  // where it writes
  at::Tensor sum_;       // [numbers of all gradients]
  std::vector<at::Tensor>
      views_;  // of sum_, beside the optimizer's parameters; undefined for one without gradient
};

}  // namespace pyra
