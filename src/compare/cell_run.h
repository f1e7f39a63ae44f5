// One cell as a process: where it starts from, and what it leaves.
#pragma once

#include <string>
#include <vector>

#include "base/processes/child_process.h"
#include "compare/cell_record.h"
#include "compare/plan.h"

namespace pyra {

class CellRun {
 public:
  /// Starts it, or goes on with a run of the same settings that was stopped; waits a while for one that is
  /// still saving, because its compare was killed. Throws Failure.
  CellRun(const ComparePlan& plan, std::size_t cell, int threads, const std::vector<std::string>& words);

  std::size_t cell() const { return cell_; }
  bool resumed() const { return resumed_; }
  ChildProcess& process() { return process_; }

  /// After exit status 0: the result. Throws Failure when it left none.
  CellRecord record(const CellRecord* source) const;
  /// After another status: what it said was wrong.
  std::string message(int status) const;
  /// What a later cell does not need: the state for resuming, the printed result.
  void tidy() const;

 private:
  const ComparePlan& plan_;
  std::size_t cell_;
  bool resumed_;
  ChildProcess process_;
};

/// What a compare that was killed left half written.
void remove_dead_temporaries(const ComparePlan& plan);

/// Forgets a run that cannot be gone on with.
void forget_run(const ComparePlan& plan, const Cell& cell);

}  // namespace pyra
