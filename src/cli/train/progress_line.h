// The progress of training and evaluation, as fields of one line; what an epoch came to stays above it.
#pragma once

#include <optional>
#include <string>

#include "cli/command.h"
#include "cli/format.h"
#include "show/progress.h"
#include "train/adapt_run.h"

namespace pyra {

/// Draws on standard error: one line redrawn on a terminal, plain lines in a log.
class ProgressLine {
 public:
  ProgressLine(std::int64_t epochs, const Task& task) : epochs_(epochs), task_(task) {}
  /// Feeds this line, catches interrupts, says what is to be said and stops when the console says so. Both
  /// must outlive it.
  AdaptObserver observer(const Console& console);
  void finish();

 private:
  void step(const StepResult& step);
  void epoch(const EpochRecord& record);
  void evaluation(std::int64_t done, std::int64_t total, const Metric& so_far);
  std::string running_text(double value) const;
  void clear();

  std::int64_t epochs_;
  const Task& task_;
  std::optional<Progress> training_, evaluation_;
};

}  // namespace pyra
