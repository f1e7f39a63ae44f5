// --speedup, --gmac or --latency-ms: what a schedule may cost.
#pragma once

#include <memory>
#include <string>

#include "cli/budget.h"
#include "cli/options.h"

namespace pyra {

class BudgetOptions {
 public:
  void define(Options& options);
  /// Throws InputError where none was given, or the steepest schedule does not meet it (the best is named).
  Budget make(const PackedModel& model, const Console& console) const;
  std::int64_t batch() const { return batch_; }

 private:
  Budget budget_of(const PackedModel& model, const Console& console) const;

  double speedup_ = 0, gmac_ = 0, latency_ms_ = 0;
  std::int64_t batch_ = 1;
};

}  // namespace pyra
