// Self-distillation of a token compensator (ToCom, arXiv 2408.06798, section 3.3). No labels are read.
#pragma once

#include <cstdint>
#include <vector>

#include "train/objective.h"

namespace pyra {

/// Every batch draws two rates of merging; the student runs at one with the compensator's pieces between
/// them, the teacher is the same backbone at the other without it. The loss is KL(teacher || student).
class Compensation final : public Objective {
 public:
  /// rates[r]: the schedule of uniform rate r, two or more of them. The model has TocomProjections
  /// (adapt/tocom.h).
  explicit Compensation(std::vector<std::vector<std::int64_t>> rates) : rates_(std::move(rates)) {}
  StepOutcome accumulate(const Vit& model, const MixedBatch& batch, const Pass& pass,
                         double share) const override;
  bool repeats() const override { return false; }  // the rates are drawn by the CPU

 private:
  std::vector<std::vector<std::int64_t>> rates_;
};

}  // namespace pyra
