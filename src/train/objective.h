// Seam: what a training step asks of a batch. Each objective runs its forward passes, and adds its gradient.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "model/vit.h"
#include "train/loss.h"
#include "train/teacher.h"

namespace pyra {

struct StepOutcome {
  at::Tensor loss;     // the batch's mean, a scalar without gradient
  at::Tensor running;  // TaskLoss::running() of the batch, a scalar without gradient; undefined: none
};

class Objective {
 public:
  virtual ~Objective() = default;
  /// Adds `share` times the gradient of the batch's loss to the model's parameters. `pass` has a generator.
  virtual StepOutcome accumulate(const Vit& model, const MixedBatch& batch, const Pass& pass,
                                 double share) const = 0;
  /// Whether every batch asks for the same operations, none of them by the CPU, so that they can be recorded
  /// (train/recorded_step.h).
  virtual bool repeats() const = 0;
};

/// For objectives: adds `share` times the gradient of `loss`.
void add_gradient(const at::Tensor& loss, double share);

/// The task's loss at the model's own schedule.
class Supervised final : public Objective {
 public:
  explicit Supervised(std::shared_ptr<const TaskLoss> loss) : loss_(std::move(loss)) {}
  StepOutcome accumulate(const Vit& model, const MixedBatch& batch, const Pass& pass,
                         double share) const override;
  bool repeats() const override { return true; }

 private:
  std::shared_ptr<const TaskLoss> loss_;
};

/// Another model teaches: at the model's own schedule
///   L = (1 - a) L_task(z) + a D_task(t, z),
/// t the teacher's logits for the same pixels, D_task its divergence (TaskLoss).
class Taught final : public Objective {
 public:
  /// share: a, in [0, 1].
  Taught(std::shared_ptr<const TaskLoss> loss, std::shared_ptr<Teacher> teacher, double share);
  StepOutcome accumulate(const Vit& model, const MixedBatch& batch, const Pass& pass,
                         double share) const override;
  bool repeats() const override { return false; }  // the teacher answers on the CPU

 private:
  std::shared_ptr<const TaskLoss> loss_;
  std::shared_ptr<Teacher> teacher_;
  double share_;
};

/// The model teaches itself: with every token kept it learns from the labels, and merged, at one of
/// `schedules` drawn anew, from the labels and from its own answers,
///   L = L_task(z) + (1 - a) L_task(z_m) + a D_task(z, z_m),
/// z the logits with every token kept (a constant in the last term), z_m the merged ones. Several
/// schedules make the adapter elastic; one wins back what merging at it loses.
class SelfDistilled final : public Objective {
 public:
  /// schedules: [depth] each, at least one. share: a, in [0, 1].
  SelfDistilled(std::shared_ptr<const TaskLoss> loss, std::vector<std::vector<std::int64_t>> schedules,
                double share);
  StepOutcome accumulate(const Vit& model, const MixedBatch& batch, const Pass& pass,
                         double share) const override;
  bool repeats() const override { return schedules_.size() == 1; }

 private:
  std::shared_ptr<const TaskLoss> loss_;
  std::vector<std::vector<std::int64_t>> schedules_;
  double share_;
};

}  // namespace pyra
