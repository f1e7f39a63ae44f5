// The last block of a class-token model: only the prefix rows go on, since nothing else reaches the head.
#pragma once

#include "engine/cpu/block_plan.h"
#include "engine/cpu/picture_groups.h"

namespace pyra {

class PrefixPlan {
 public:
  /// `rate`: what would merge in this block; only asked for when tokens are followed.
  PrefixPlan(const PackedModel::Impl& model, std::int64_t tokens, std::int64_t rate, const PassSetting& pass,
             Layout& layout);

  void add_needs(PassNeeds& needs) const;
  /// prefix [B, P, C] out, after the block.
  void run(const TokenRows& in, float* prefix, const PassMemory& memory, std::int32_t* follow,
           StepClock& clock) const;

 private:
  const PackedModel::Impl& model_;
  const PackedBlock& weights_;
  std::int64_t tokens_, rate_, batch_;
  std::unique_ptr<TokenReduction> reduction_;
  struct Group {
    PictureGroups where;
    bool shared;  // by the team
    std::shared_ptr<const DenseStep> key_value;
  };
  /// From the rows of a group to what attention leaves of its prefix rows.
  void attend(const Group& group, std::int64_t first, const TokenRows& in, void* queries, void* mixed,
              const Workspace& work, std::int32_t* follow, StepClock& clock) const;
  std::size_t row_bytes(Element element) const {
    return static_cast<std::size_t>(model_.config.dim) * element_size(element);
  }

  std::vector<Group> groups_;
  std::size_t queries_, mixed_;              // [B, P, C], in the arena: for all groups
  std::unique_ptr<DenseStep> query_, proj_;  // of all prefix rows at once
  FeedForward feed_forward_;
};

}  // namespace pyra
