// One forward pass for a batch size: everything whose size is known before the pixels are.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/cpu/patch_embedding.h"
#include "engine/cpu/prefix_plan.h"
#include "engine/cpu/task_head.h"

namespace pyra {

/// What a call reads and writes; null is not wanted.
struct PassPointers {
  const float* images;   // [B, 3, H, W]
  float* logits;         // [B, K]
  float* features;       // [B, F], or null
  std::int32_t* follow;  // [B, N0], or null
};

class Plan {
 public:
  Plan(const PackedModel::Impl& model, const std::vector<std::int64_t>& rates, const PassSetting& pass);

  const Layout& layout() const { return layout_; }
  /// The team has as many members as the plan was made for.
  void run(const Arena& arena, Team& team, const PassPointers& pointers, StepClock& clock) const;

 private:
  const PackedModel::Impl& model_;
  PassSetting pass_;
  PatchEmbeddingPlan embedding_;
  std::vector<BlockPlan> blocks_;
  std::optional<PrefixPlan> last_;
  TaskHead head_;
  Layout layout_;
  std::size_t x_[2], size_[2], carried_[2], place_[2], prefix_;
  std::optional<WorkspaceLayout> apart_, together_;
  std::size_t workspace_;
};

}  // namespace pyra
