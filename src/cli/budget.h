// What a schedule may cost, in the unit of its cost.
#pragma once

#include <memory>
#include <string>

#include "cli/command.h"
#include "pyra/engine.h"
#include "search/latency_cost.h"

namespace pyra {

struct Budget {
  std::string option;  // as typed: "--speedup 3"
  double value = 0;
  double whole = 0;                // what the model costs with every token kept
  std::unique_ptr<Cost> cost;      // null for a time that needs no merging: nothing was fitted
  LatencyCost* latency = nullptr;  // the same cost, where it is one
  MeasureCalls measure;            // of the model, for a budget of time

  bool needs_no_merging() const { return whole <= value; }
};

Budget mac_budget(const VitConfig& config, const std::string& option, double gmac);
/// Milliseconds of one call of `batch` pictures. Where that needs merging a dozen schedules are timed, which
/// `console` is told. Throws InputError where the steepest schedule takes longer, Failure where the times
/// cannot be trusted.
Budget time_budget(const PackedModel& model, const std::string& option, double milliseconds,
                   std::int64_t batch, const Console& console);

}  // namespace pyra
