// Runs cells, a process each: what is finished stays finished, whatever happens to the others.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "compare/cell_states.h"
#include "compare/plan.h"

namespace pyra {

struct RunOptions {
  int jobs = 1;                    // cells at once
  int threads = 1;                 // of each
  std::vector<std::string> words;  // options of the command line that each gets too
  std::ostream* log = nullptr;     // progress; never null when running
  bool terminal = false;
  std::function<bool()> stop;  // true once the user asked to stop
};

/// Runs the cells at those positions, in that order as far as sources allow. A cell that was stopped goes on
/// from its last.ckpt; one that fails leaves its message in a file and in `states`, and the others go on.
/// Throws Interrupted, after every running cell has saved, when options.stop says so; Failure when this
/// machine cannot go on (disk full).
void run_cells(const ComparePlan& plan, const std::vector<std::size_t>& cells, std::vector<CellState>& states,
               const RunOptions& options);

}  // namespace pyra
