// Pixels to tokens.
#pragma once

#include "engine/cpu/block_plan.h"

namespace pyra {

class PatchEmbeddingPlan {
 public:
  PatchEmbeddingPlan(const PackedModel::Impl& model, const PassSetting& pass);
  void add_needs(PassNeeds& needs) const;
  /// images [B, 3, H, W] -> x [B, N, C] with prefix tokens and positions. Throws InputError for pixels that
  /// are not finite.
  void run(const float* images, float* x, const PassMemory& memory, StepClock& clock) const;

 private:
  bool embed(const float* image, float* rows, const DenseStep& product, const Workspace& work,
             StepClock& clock) const;

  const PackedModel::Impl& model_;
  std::int64_t batch_, apart_;                   // pictures; those that a thread takes by itself
  std::unique_ptr<DenseStep> product_, shared_;  // of one picture's patches, by one thread and by all
};

}  // namespace pyra
