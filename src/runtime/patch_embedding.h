// Pixels to tokens.
#pragma once

#include "runtime/block_plan.h"

namespace pyra {

class PatchEmbeddingPlan {
 public:
  PatchEmbeddingPlan(const PackedModel::Impl& model, const PassSetting& pass);
  void add_needs(WorkspaceNeeds& needs) const;
  /// images [B, 3, H, W] -> x [B, N, C] with prefix tokens and positions. Throws InputError for pixels that are not
  /// finite.
  void run(const float* images, float* x, const Workspace& work, StepClock& clock) const;

 private:
  const PackedModel::Impl& model_;
  std::int64_t batch_;
  std::unique_ptr<DenseStep> product_;  // of one picture's patches
};

}  // namespace pyra
