// The last block of a class-token model: only the prefix rows go on, since nothing else reaches the head.
#pragma once

#include "runtime/block_plan.h"

namespace pyra {

class PrefixPlan {
 public:
  /// `rate`: what would merge in this block; only asked for when tokens are followed.
  PrefixPlan(const PackedModel::Impl& model, std::int64_t tokens, std::int64_t rate, const PassSetting& pass);

  void add_needs(WorkspaceNeeds& needs) const;
  /// prefix [B, P, C] out, after the block.
  void run(const TokenRows& in, float* prefix, const Workspace& work, std::int32_t* follow, StepClock& clock) const;

 private:
  const PackedModel::Impl& model_;
  const PackedBlock& weights_;
  std::int64_t tokens_, rate_, batch_;
  std::unique_ptr<TokenReduction> reduction_;
  struct Group {
    std::int64_t pictures;
    std::shared_ptr<const DenseStep> key_value;
  };
  std::vector<Group> groups_;
  std::unique_ptr<DenseStep> query_, proj_;  // of all prefix rows at once
  FeedForward feed_forward_;
};

}  // namespace pyra
