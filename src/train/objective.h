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
  at::Tensor loss;    // the batch's mean, a scalar without gradient
  at::Tensor logits;  // [B, K] without gradient, that the accuracy is counted on; undefined: none is
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

/// Cross-entropy at the model's own schedule.
class Supervised final : public Objective {
 public:
  explicit Supervised(LossOptions loss) : loss_(std::move(loss)) {}
  StepOutcome accumulate(const Vit& model, const MixedBatch& batch, const Pass& pass,
                         double share) const override;
  bool repeats() const override { return true; }

 private:
  LossOptions loss_;
};

/// Another model teaches: at the model's own schedule
///   L = (1 - a) CE(z) + a T^2 KL(softmax(t / T) || softmax(z / T)),
/// t the teacher's logits for the same pixels, T = 2.
class Taught final : public Objective {
 public:
  /// share: a, in [0, 1].
  Taught(LossOptions loss, std::shared_ptr<Teacher> teacher, double share);
  StepOutcome accumulate(const Vit& model, const MixedBatch& batch, const Pass& pass,
                         double share) const override;
  bool repeats() const override { return false; }  // the teacher answers on the CPU

 private:
  LossOptions loss_;
  std::shared_ptr<Teacher> teacher_;
  double share_;
};

/// The model teaches itself: with every token kept it learns from the labels, and merged, at one of
/// `schedules` drawn anew, from the labels and from its own answers,
///   L = CE(z) + (1 - a) CE(z_m) + a T^2 KL(softmax(z / T) || softmax(z_m / T)),
/// z the logits with every token kept (a constant in the last term), z_m the merged ones, T = 2. Several
/// schedules make the adapter elastic; one wins back what merging at it loses.
class SelfDistilled final : public Objective {
 public:
  /// schedules: [depth] each, at least one. share: a, in [0, 1].
  SelfDistilled(LossOptions loss, std::vector<std::vector<std::int64_t>> schedules, double share);
  StepOutcome accumulate(const Vit& model, const MixedBatch& batch, const Pass& pass,
                         double share) const override;
  bool repeats() const override { return schedules_.size() == 1; }

 private:
  LossOptions loss_;
  std::vector<std::vector<std::int64_t>> schedules_;
  double share_;
};

}  // namespace pyra
