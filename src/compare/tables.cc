#include "compare/tables.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text/numbers.h"
#include "tasks/metric_text.h"

namespace pyra {
namespace {

std::string number(double value, int digits) {
  return std::isfinite(value) ? fixed_number(value, digits) : "";
}

/// For programs: an ASCII minus, whatever the locale.
std::string plain(double value, int digits) {
  if (!std::isfinite(value)) return "";
  std::array<char, 64> text;
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, digits);
  return end.ec == std::errc() ? std::string(text.data(), end.ptr) : "";
}

std::string signed_number(double value, int digits) {
  if (!std::isfinite(value)) return "";
  return (value < 0 ? "" : "+") + fixed_number(value, digits);
}

/// Of shares of 100 two digits say all that a few thousand pictures know, of others four.
int digits_of(const Metric& metric) { return metric.unit == "%" ? 2 : 4; }

std::string with_spread(double value, double spread, int digits, std::string (*show)(double, int)) {
  if (!std::isfinite(value)) return "";
  return show(value, digits) + (std::isfinite(spread) ? " ± " + fixed_number(spread, digits) : "");
}

std::string times(double value) { return std::isfinite(value) ? fixed_number(value, 2) + "x" : ""; }
std::string per_cent(double share) { return std::isfinite(share) ? fixed_number(100 * share, 0) + " %" : ""; }

/// "3", or "2 of 3" while some are missing or have failed.
std::string seeds(const SummaryRow& row) {
  const std::size_t all = row.scores.size() + row.failed + row.missing;
  return std::to_string(row.scores.size()) + (all == row.scores.size() ? "" : " of " + std::to_string(all));
}

/// Without the columns that no row fills, such as a speed that was not measured.
Table without_empty_columns(const Table& table) {
  Table kept;
  kept.rows.resize(table.rows.size());
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    if (std::all_of(table.rows.begin(), table.rows.end(),
                    [&](const auto& row) { return row[column].empty(); }))
      continue;
    kept.columns.push_back(table.columns[column]);
    for (std::size_t row = 0; row < table.rows.size(); ++row)
      kept.rows[row].push_back(table.rows[row][column]);
  }
  return kept;
}

/// The row itself, or one that removes no token and stands beside every schedule.
bool belongs(const SummaryRow& row, const std::string& schedule) {
  return row.schedule == schedule || row.schedule == "none";
}

/// Such a row says which schedule is its own.
std::string shown_name(const ComparePlan& plan, const auto& row, const std::string& schedule) {
  const std::string& name = plan.file.methods[row.method].name;
  return row.schedule == schedule ? name : name + " (" + row.schedule + ")";
}

}  // namespace

Table csv_table(const ComparePlan& plan, const Summary& summary) {
  Table table{{"data", "schedule", "method", "seeds", summary.deciding.key + "_mean",
               summary.deciding.key + "_sd", "difference", "difference_95", "gap_recovery", "img_per_s",
               "speedup", "gmac", "train_seconds", "peak_rss_mb", "trainable_parameters"},
              {}};
  for (const SummaryRow& row : summary.rows) {
    table.rows.push_back({plan.file.data[row.data].name, row.schedule, plan.file.methods[row.method].name,
                          std::to_string(row.scores.size()), plain(row.mean, 4), plain(row.spread, 4),
                          plain(row.difference.mean, 4), plain(row.difference.half, 4),
                          plain(row.recovery, 4), plain(row.img_per_s, 2), plain(row.speedup, 3),
                          plain(row.gmac, 5), plain(row.train_seconds, 1), plain(row.peak_mb, 1),
                          plain(row.parameters, 0)});
  }
  return table;
}

Table schedule_table(const ComparePlan& plan, const Summary& summary, std::size_t data,
                     const std::string& schedule) {
  Table table{{"method", metric_title(summary.deciding), "seeds", "to the baseline", "gap recovered", "img/s",
               "speed-up", "GMAC", "training, s", "peak memory, MB", "trainable"},
              {}};
  const int digits = digits_of(summary.deciding);
  for (const SummaryRow& row : summary.rows) {
    if (row.data != data || !belongs(row, schedule)) continue;
    table.rows.push_back(
        {shown_name(plan, row, schedule), with_spread(row.mean, row.spread, digits, number), seeds(row),
         with_spread(row.difference.mean, row.difference.half, digits, signed_number), per_cent(row.recovery),
         number(row.img_per_s, 1), times(row.speedup), number(row.gmac, 3), number(row.train_seconds, 0),
         number(row.peak_mb, 0), number(row.parameters, 0)});
  }
  return without_empty_columns(table);
}

Table overall_table(const ComparePlan& plan, const Summary& summary, const std::string& schedule) {
  std::vector<std::string> groups;
  for (const CompareData& data : plan.file.data) {
    if (!data.group.empty() && std::find(groups.begin(), groups.end(), data.group) == groups.end())
      groups.push_back(data.group);
  }
  const int digits = digits_of(summary.deciding);
  const std::string& unit = summary.deciding.unit;
  Table table{{"method", "data sets", unit.empty() ? "mean" : "mean, " + unit}, {}};
  table.columns.insert(table.columns.end(), groups.begin(), groups.end());
  if (!groups.empty()) table.columns.push_back("mean of the groups");
  table.columns.insert(table.columns.end(), {"to the baseline", "gap recovered"});
  for (const OverallRow& row : summary.overall) {
    if (row.schedule != schedule && row.schedule != "none") continue;
    // A mean over fewer data sets than the others' would look like a difference between methods.
    const bool whole = row.data_sets == plan.file.data.size();
    std::vector<std::string> cells{
        shown_name(plan, row, schedule),
        std::to_string(row.data_sets) + (whole ? "" : " of " + std::to_string(plan.file.data.size())),
        whole ? number(row.mean, digits) : ""};
    for (const std::string& group : groups) {
      const auto found = std::find_if(row.groups.begin(), row.groups.end(),
                                      [&](const auto& entry) { return entry.first == group; });
      cells.push_back(found == row.groups.end() ? "" : number(found->second, digits));
    }
    if (!groups.empty()) cells.push_back(whole ? number(row.group_mean, digits) : "");
    cells.push_back(with_spread(row.difference.mean, row.difference.half, digits, signed_number));
    cells.push_back(per_cent(row.recovery));
    table.rows.push_back(std::move(cells));
  }
  return without_empty_columns(table);
}

Table class_table(const SummaryRow& row, const SummaryRow& baseline, std::size_t count) {
  struct Change {
    const ClassCount *ours, *theirs;
    double points;
  };
  const auto share = [](const ClassCount& c) {
    return 100.0 * static_cast<double>(c.right) / static_cast<double>(c.count);
  };
  std::vector<Change> changes;
  for (const ClassCount& ours : row.classes) {
    const auto theirs = std::find_if(baseline.classes.begin(), baseline.classes.end(),
                                     [&](const ClassCount& c) { return c.name == ours.name; });
    if (theirs == baseline.classes.end() || ours.count == 0 || theirs->count == 0) continue;
    changes.push_back({&ours, &*theirs, share(ours) - share(*theirs)});
  }
  std::stable_sort(changes.begin(), changes.end(),
                   [](const Change& a, const Change& b) { return a.points > b.points; });
  Table table{{"class", "this, %", "baseline, %", "difference"}, {}};
  const auto add = [&](const Change& c) {
    table.rows.push_back(
        {c.ours->name, number(share(*c.ours), 1), number(share(*c.theirs), 1), signed_number(c.points, 1)});
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const bool gain = i < count && changes[i].points > 0,
               loss = i + count >= changes.size() && changes[i].points < 0;
    if (gain || loss) add(changes[i]);
  }
  return table;
}

}  // namespace pyra
