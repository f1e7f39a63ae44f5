// What a schedule may cost, in the unit of its cost.
#pragma once

#include <memory>
#include <string>

#include "cli/command.h"
#include "pyra/engine.h"
#include "search/latency_cost.h"

namespace pyra {

struct Budget {
  std::string option;              // as typed: "--speedup 3"
  double value = 0;
  std::unique_ptr<Cost> cost;
  LatencyCost* latency = nullptr;  // the same cost, where it is one
  MeasureCalls measure;            // of the model, for a budget of time
};

Budget mac_budget(const VitConfig& config, const std::string& option, double gmac);
/// Times a dozen schedules, which `console` is told. Milliseconds of one call of `batch` pictures.
Budget time_budget(std::shared_ptr<const PackedModel> model, const std::string& option, double milliseconds, std::int64_t batch,
                   const Console& console);

}  // namespace pyra
