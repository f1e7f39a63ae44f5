// One transformer block of a pass: its products made for the number of rows that they will see, picture group
// by picture group, so that what lies between two products stays in the cache, and threads wait for each
// other at its end only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/cpu/step_clock.h"
#include "engine/cpu/workspace.h"
#include "reducers/token_reduction.h"

namespace pyra {

/// The residual stream between two blocks.
struct TokenRows {
  float* x;                  // [B, N, C]
  float* size;               // [B, N]; null while nothing has merged
  float* carried = nullptr;  // [B, N, C] beside x; null: no bottleneck carries anything
  float* place = nullptr;    // [B, N, 2] of rotary positions; null: none
};

/// What a pass is made for.
struct PassSetting {
  std::int64_t batch;
  int threads;
};

class BlockPlan {
 public:
  /// `tokens` N enter, of which `rate` leave. The weights must outlive the plan.
  BlockPlan(const PackedModel::Impl& model, std::size_t block, std::int64_t tokens, std::int64_t rate,
            const PassSetting& pass);
  BlockPlan(BlockPlan&&) noexcept;
  ~BlockPlan();

  void add_needs(PassNeeds& needs) const;
  /// From `in` to `out` [B, N - R, C]; where nothing merges `in` is changed in place and `out` not touched.
  /// `follow` [B, N0] rows so far of the original tokens, or null: updated.
  void run(const TokenRows& in, const TokenRows& out, const PassMemory& memory, std::int32_t* follow,
           StepClock& clock) const;
  std::int64_t tokens_out() const { return tokens_ - rate_; }
  bool merges() const { return rate_ > 0; }

 private:
  struct Group;
  void run_group(const Group& group, std::int64_t first, const TokenRows& in, const TokenRows& out,
                 const Workspace& work, std::int32_t* follow, StepClock& clock) const;

  const PackedModel::Impl& model_;
  const PackedBlock& weights_;
  std::int64_t tokens_, rate_;
  std::unique_ptr<TokenReduction> reduction_;
  std::vector<Group> groups_;  // those of one thread each, then the one that all share
};

/// The rest of a block after its residual rows have attention added: x += bottleneck(mlp(norm2 x)), and what
/// is carried.
class FeedForward {
 public:
  FeedForward(const PackedModel::Impl& model, const PackedBlock& weights, std::int64_t rows, int parts);
  void add_needs(WorkspaceNeeds& needs) const;
  void run(float* x, float* carried, const Workspace& work, StepClock& clock) const;

 private:
  const PackedModel::Impl& model_;
  const PackedBlock& weights_;
  std::int64_t rows_;
  std::string up_name_;              // in profiles: "fc1+gelu"
  std::unique_ptr<DenseStep> up_;    // fc1
  bool reads_mlp_;                   // the bottleneck
  std::unique_ptr<DenseStep> down_;  // fc2
};

/// What merges the tokens of `block`, N of which enter and R leave: the model's reducer, ToMe's where nothing
/// was trained.
std::unique_ptr<TokenReduction> make_reduction(const PackedModel::Impl& model, std::size_t block,
                                               std::int64_t tokens, std::int64_t rate);

/// What attention turns the tokens of a group of pictures by: the model's own while nothing has merged (size
/// is null), else made from their places into work.turns.
Turns turns_of(const PackedModel::Impl& model, const float* place, const float* size, std::int64_t pictures,
               std::int64_t tokens, const Workspace& work);

/// log(size) of `count` tokens, or null where nothing has merged.
const float* log_sizes(const float* size, std::int64_t count, float* to);

}  // namespace pyra
