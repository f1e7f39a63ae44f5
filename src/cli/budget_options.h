// --speedup, --gmac or --latency-ms: what a schedule may cost.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>

#include "cli/command.h"
#include "pyra/engine.h"
#include "search/latency_cost.h"

namespace pyra {

/// Milliseconds of calls of `batch` pictures at each schedule, in turn so that noise hits all alike: the median of three
/// rounds.
MeasureCalls time_engines(std::shared_ptr<const PackedModel> model, std::int64_t batch, int threads);

class BudgetOptions {
 public:
  void define(CLI::App& app);

  /// A budget in the unit of its cost.
  struct Budget {
    std::unique_ptr<Cost> cost;
    double value = 0;
    std::string unit;                 // "GMAC" or "ms"
    LatencyCost* latency = nullptr;   // the same cost, where it is one
  };
  /// Throws InputError where none or several were given, or the steepest schedule does not meet it (the best is named).
  Budget make(const VitConfig& config, const MeasureCalls& measure, const Console& console) const;
  std::int64_t batch() const { return batch_; }
  /// As typed.
  std::string text() const;

 private:
  void require_reachable(const Budget& budget, const VitConfig& config, const MeasureCalls& measure) const;

  double speedup_ = 0, gmac_ = 0, latency_ms_ = 0;
  std::int64_t batch_ = 1;
};

}  // namespace pyra
