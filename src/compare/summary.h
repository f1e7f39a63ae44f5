// From cells to what is said about the methods: means over seeds, paired differences, gap recovery.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compare/cell_states.h"
#include "compare/plan.h"
#include "compare/speed.h"
#include "compare/statistics.h"
#include "pyra/evaluate.h"

namespace pyra {

/// One method on one data set at one schedule.
struct SummaryRow {
  std::size_t data = 0, method = 0;
  std::string schedule;
  std::map<std::uint64_t, double> scores;  // seed -> deciding metric, of the finished cells
  std::size_t failed = 0, missing = 0;     // cells
  double mean = 0, spread = 0;             // over seeds; sample standard deviation
  Interval difference;  // to the baseline at the same schedule, paired by seed; count 0: none
  double recovery = 0;  // of the gap between uncompressed and baseline; NaN: none
  double img_per_s = 0,
         speedup = 0;  // median over rounds, and over the uncompressed row's; NaN: not measured
  double gmac = 0, train_seconds = 0, peak_mb = 0, parameters = 0;  // means over seeds
  std::vector<ClassCount> classes;                                  // summed over seeds
};

/// One method at one schedule over all data sets.
struct OverallRow {
  std::size_t method = 0;
  std::string schedule;
  std::size_t data_sets = 0;                           // with a finished cell
  double mean = 0;                                     // of the data sets' means
  std::vector<std::pair<std::string, double>> groups;  // mean of each group, in the file's order
  double group_mean = 0;                               // mean of the groups' means; NaN without groups
  Interval difference;                                 // to the baseline, paired by data set and seed
  double recovery = 0;                                 // mean over the data sets where there is a gap
};

struct Summary {
  std::vector<std::string> schedules;  // in the order of the file; those of single methods follow; none last
  std::vector<SummaryRow> rows;
  std::vector<OverallRow> overall;
  Metric deciding;    // of the task that all cells are of: what scores and means are
  std::string speed;  // how it was measured; empty: it was not

  const SummaryRow* find(std::size_t data, std::size_t method, const std::string& schedule) const;
};

/// The row that gap recovery calls ToMe: the method with role baseline, else the one with reducer tome and
/// the same adapter. Empty where there is none.
std::optional<std::size_t> baseline_of(const CompareFile& file, std::size_t method);
/// Likewise: role uncompressed, else reducer none and the same adapter.
std::optional<std::size_t> uncompressed_of(const CompareFile& file, std::size_t method);

Summary summarise(const ComparePlan& plan, const std::vector<CellState>& states, const SpeedRecord& speed);

}  // namespace pyra
