// The memory that the blocks of one pass share: each block says what it needs, the largest need is laid out,
// once for the team and once for each of its threads; the two are never in use at a time and lie in the same
// place.
#pragma once

#include <algorithm>

#include "base/memory/arena.h"
#include "engine/cpu/dense_step.h"
#include "engine/cpu/step_clock.h"
#include "reducers/token_reduction.h"

namespace pyra {

/// In bytes, but where said otherwise.
struct WorkspaceNeeds {
  std::size_t entering = 0, entering_scales = 0;  // what a product reads: after a norm or attention
  std::size_t qkv = 0, mixed = 0;
  std::size_t hidden = 0, hidden_scales = 0;  // of the MLP
  std::size_t branch = 0;                     // before an adapter
  std::size_t log_size = 0;
  std::size_t turns = 0;  // of rotary positions, where tokens have merged
  std::size_t sums = 0;
  std::size_t library = 0;     // each thread
  std::int64_t row_width = 0;  // floats, each thread
  std::int64_t attention = 0;  // floats, each thread
  std::size_t reduction = 0;   // each thread
  std::size_t matching = 0;    // source, destination and row of every picture of a group

  static void raise(std::size_t& need, std::size_t to) { need = std::max(need, to); }
  static void raise(std::int64_t& need, std::int64_t to) { need = std::max(need, to); }
  void reduce(const ReductionNeeds& needs) {
    raise(reduction, needs.scratch);
    raise(matching, needs.matching);
  }
  void product(const DenseStep& step) {
    raise(sums, step.sums() * sizeof(std::int32_t));
    raise(library, step.scratch_bytes());
  }
};

struct Workspace {
  Activations entering, hidden;
  void *qkv, *mixed;
  float *branch, *log_size, *turns;
  StepScratch step;
  float* attention;
  std::int64_t attention_stride;
  std::byte* reduction;
  std::size_t reduction_stride;
  std::int32_t* matching;

  ReductionMemory for_reduction() const { return {reduction, reduction_stride, matching, step.team}; }
};

/// What the blocks of a pass need where a thread takes a group of pictures, and where the team shares one.
struct PassNeeds {
  WorkspaceNeeds apart, together;
};

/// Where the parts of a Workspace lie, for `threads` threads that share it.
class WorkspaceLayout {
 public:
  WorkspaceLayout(const WorkspaceNeeds& needs, int threads);
  std::size_t bytes() const { return bytes_; }
  /// `base`: offset into the arena.
  Workspace place(const Arena& arena, std::size_t base, Team& team) const;

 private:
  WorkspaceNeeds needs_;
  std::size_t bytes_;
  std::size_t entering_, entering_scales_, qkv_, mixed_, hidden_, hidden_scales_, branch_, log_size_, turns_,
      sums_, library_, rows_, attention_, reduction_, matching_;
};

/// The workspaces of one pass.
class PassMemory {
 public:
  PassMemory(const Arena& arena, std::size_t base, const WorkspaceLayout& apart,
             const WorkspaceLayout& together, Team& team)
      : arena_(arena), base_(base), apart_(apart), together_(together), team_(team) {}
  /// Of one thread, for work that it does alone.
  Workspace of_thread(int thread) const {
    return apart_.place(arena_, base_ + static_cast<std::size_t>(thread) * apart_.bytes(), alone_);
  }
  Workspace of_team() const { return together_.place(arena_, base_, team_); }
  Team& team() const { return team_; }
  const Arena& arena() const { return arena_; }

 private:
  const Arena& arena_;
  std::size_t base_;
  const WorkspaceLayout &apart_, &together_;
  Team& team_;
  mutable Team alone_{1};  // of one, so any number of threads may call it
};

/// body(index, workspace, clock) for every index below `count`, each on one thread.
template <typename Body>
void run_apart(const PassMemory& memory, std::int64_t count, StepClock& clock, const Body& body) {
  std::vector<std::vector<StepTime>> spent(clock.runs() ? static_cast<std::size_t>(count) : 0);
  memory.team().for_each(count, [&](std::int64_t index, int thread) {
    StepClock own(clock.runs() ? &spent[static_cast<std::size_t>(index)] : nullptr);
    body(index, memory.of_thread(thread), own);
  });
  clock.book_shares(spent);
}

}  // namespace pyra
