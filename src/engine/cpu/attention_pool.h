// Attention pooling (architecture/pooling/attention_pool.cc) where the query is the same for all pictures:
// the maps of keys and values then need not meet every token. With u_h = K_h^T q_h / sqrt(D), the logit of
// token x is u_h . x (what the keys' bias adds is the same for all, which softmax does not see), and what a
// head mixes is V_h (sum_n a_n x_n) + b_h: 2 N H C multiply-adds and C^2 in place of 2 N C^2.
#pragma once

#include <memory>
#include <vector>

#include "engine/cpu/block_plan.h"

namespace pyra {

class AttentionPool {
 public:
  /// The weights must outlive it.
  AttentionPool(const PackedModel::Impl& model, const PassSetting& pass);
  void add_needs(std::int64_t most_tokens, WorkspaceNeeds& needs) const;
  /// Of rows.x [B, tokens, C], which the last norm has not seen, to features [B, C]. Uses what the workspace
  /// has for qkv, branch, mixed, hidden and attention.
  void run(const TokenRows& rows, std::int64_t tokens, const Workspace& work, float* features,
           StepClock& clock) const;

 private:
  /// What every head's logits take of a picture's tokens, to mixed: head h at mixed + h * head_stride.
  void mix(const float* x, const float* size, std::int64_t tokens, std::int64_t head_stride, float* mixed,
           float* scratch) const;

  const PackedModel::Impl& model_;
  const PackedAttentionPool& weights_;
  std::int64_t batch_;
  std::vector<std::unique_ptr<DenseStep>> values_;  // of each head
  std::unique_ptr<DenseStep> proj_, up_, down_;
};

}  // namespace pyra
