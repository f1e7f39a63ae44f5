// What --schedule means while training: one schedule, or every one up to a steepest.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pyra/schedule.h"

namespace pyra {

inline constexpr const char* kElastic = "elastic";

struct TrainingSchedule {
  Schedule schedule;  // to run at unless asked otherwise; elastic: the steepest that is trained
  std::vector<std::vector<std::int64_t>> drawn;  // elastic: every step takes one of these; else empty
  std::vector<std::int64_t> trained_rates;       // [depth]: the largest rate of each block in any of them

  bool elastic() const { return !drawn.empty(); }
};

/// parse_schedule(), and "elastic": from every token kept to the paper's `high`, the uniform and the steep
/// shape and one between at seven ratios of MACs, `low` and `high` themselves.
TrainingSchedule parse_training_schedule(const std::string& spelling, const VitConfig& config,
                                         const MeasureLatency& measure = {});

}  // namespace pyra
