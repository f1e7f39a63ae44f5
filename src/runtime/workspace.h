// The memory that the blocks of one pass share: each block says what it needs, the largest need is laid out.
#pragma once

#include <algorithm>

#include "runtime/arena.h"
#include "runtime/dense_step.h"

namespace pyra {

/// In bytes, but where said otherwise.
struct WorkspaceNeeds {
  std::size_t entering = 0, entering_scales = 0;  // what a product reads: after a norm or attention
  std::size_t qkv = 0, queries = 0, mixed = 0;
  std::size_t hidden = 0, hidden_scales = 0;      // of the MLP
  std::size_t branch = 0;                         // before an adapter
  std::size_t log_size = 0;
  std::size_t sums = 0, library = 0;
  std::int64_t row_width = 0;                     // floats, each thread
  std::int64_t attention = 0;                     // floats, each thread
  std::size_t reduction = 0;                      // each thread
  std::size_t matching = 0;                       // source, destination and row of every picture of a group

  static void raise(std::size_t& need, std::size_t to) { need = std::max(need, to); }
  static void raise(std::int64_t& need, std::int64_t to) { need = std::max(need, to); }
  void product(const DenseStep& step) {
    raise(sums, step.sums() * sizeof(std::int32_t));
    raise(library, step.scratch_bytes());
  }
};

struct Workspace {
  Activations entering, hidden;
  void *qkv, *queries, *mixed;
  float *branch, *log_size;
  StepScratch step;
  float* attention;
  std::int64_t attention_stride;
  std::byte* reduction;
  std::size_t reduction_stride;
  std::int32_t* matching;
};

/// Where the parts of a Workspace lie in an arena.
class WorkspaceLayout {
 public:
  WorkspaceLayout(const WorkspaceNeeds& needs, int threads, Layout& layout);
  Workspace place(const Arena& arena) const;

 private:
  WorkspaceNeeds needs_;
  std::size_t entering_, entering_scales_, qkv_, queries_, mixed_, hidden_, hidden_scales_, branch_, log_size_, sums_,
      library_, rows_, attention_, reduction_, matching_;
};

}  // namespace pyra
