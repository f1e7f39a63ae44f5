#include "compare/summary.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pyra/error.h"
#include "reducers/list.h"
#include "tasks/list.h"

namespace pyra {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

const CompareMethod& trained_by(const CompareFile& file, const CompareMethod& method) {
  if (!method.evaluated()) return method;
  return *std::find_if(file.methods.begin(), file.methods.end(),
                       [&](const CompareMethod& m) { return m.name == method.from; });
}

/// The method with that role, else the first trained one of the same adapter for which `fits` holds.
template <class Fits>
std::optional<std::size_t> reference(const CompareFile& file, std::size_t method, MethodRole role,
                                     const Fits& fits) {
  for (std::size_t i = 0; i < file.methods.size(); ++i) {
    if (file.methods[i].role == role) return i;
  }
  const std::string& adapter = trained_by(file, file.methods[method]).adapter;
  for (std::size_t i = 0; i < file.methods.size(); ++i) {
    const CompareMethod& other = file.methods[i];
    if (!other.evaluated() && !other.backbone && other.adapter == adapter && fits(other)) return i;
  }
  return {};
}

double median_of(std::vector<double> values) {
  if (values.empty()) return kNaN;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::vector<double> values_of(const std::map<std::uint64_t, double>& by_seed) {
  std::vector<double> values;
  for (const auto& [seed, value] : by_seed) values.push_back(value);
  return values;
}

void add_differences(std::vector<double>& differences, const SummaryRow& row, const SummaryRow& baseline) {
  for (const auto& [seed, value] : row.scores) {
    if (const auto other = baseline.scores.find(seed); other != baseline.scores.end())
      differences.push_back(value - other->second);
  }
}

void add_classes(std::vector<ClassCount>& sums, const std::vector<ClassCount>& classes) {
  if (sums.empty()) {
    sums = classes;
    return;
  }
  for (std::size_t k = 0; k < std::min(sums.size(), classes.size()); ++k) {
    sums[k].right += classes[k].right;
    sums[k].count += classes[k].count;
  }
}

/// Figures of different tasks have no mean. The standard one where nothing is finished.
const Task& shared_task(const std::vector<CellState>& states) {
  const CellRecord* first = nullptr;
  for (const CellState& state : states) {
    if (!state.record) continue;
    if (first == nullptr) first = &*state.record;
    if (state.record->task != first->task)
      throw InputError("some cells are of task " + first->task + ", others of " + state.record->task +
                       "; compare each task in a file of its own");
  }
  return first == nullptr ? standard_task() : find_task(first->task);
}

class Summariser {
 public:
  Summariser(const ComparePlan& plan, const std::vector<CellState>& states, const SpeedRecord& speed)
      : plan_(plan), states_(states), speed_(speed) {}

  Summary run() {
    result_.schedules = plan_.file.schedules;
    for (const Cell& cell : plan_.cells) {
      if (cell.shown && std::find(result_.schedules.begin(), result_.schedules.end(), cell.schedule) ==
                            result_.schedules.end()) {
        result_.schedules.push_back(cell.schedule);
      }
    }
    std::stable_partition(result_.schedules.begin(), result_.schedules.end(),
                          [](const std::string& s) { return s != "none"; });
    result_.speed = describe(speed_);
    result_.deciding = shared_task(states_).deciding();
    for (std::size_t data = 0; data < plan_.file.data.size(); ++data) {
      for (const std::string& schedule : result_.schedules) {
        for (std::size_t method = 0; method < plan_.file.methods.size(); ++method)
          add_row(data, method, schedule);
      }
    }
    for (SummaryRow& row : result_.rows) compare_row(row);
    for (const std::string& schedule : result_.schedules) {
      for (std::size_t method = 0; method < plan_.file.methods.size(); ++method)
        add_overall(method, schedule);
    }
    return std::move(result_);
  }

 private:
  void add_row(std::size_t data, std::size_t method, const std::string& schedule) {
    SummaryRow row;
    row.data = data;
    row.method = method;
    row.schedule = schedule;
    std::map<std::string, std::vector<double>> numbers;
    std::vector<double> rates;
    bool any = false;
    for (std::size_t i = 0; i < plan_.cells.size(); ++i) {
      const Cell& cell = plan_.cells[i];
      if (!cell.shown || cell.data != data || cell.method != method || cell.schedule != schedule) continue;
      any = true;
      if (const auto found = speed_.rates.find(cell.name); found != speed_.rates.end()) rates = found->second;
      if (!states_[i].record) {
        (states_[i].failure ? row.failed : row.missing) += 1;
        continue;
      }
      const CellRecord& record = *states_[i].record;
      row.scores[cell.seed()] = record.score();
      for (const auto& [name, value] : record.numbers) numbers[name].push_back(value);
      add_classes(row.classes, record.classes);
    }
    if (!any) return;
    const std::vector<double> scores = values_of(row.scores);
    row.mean = mean(scores);
    row.spread = standard_deviation(scores);
    row.gmac = mean(numbers["gmac"]);
    row.train_seconds = mean(numbers["train_seconds"]);
    row.peak_mb = mean(numbers["peak_rss_mb"]);
    row.parameters = mean(numbers["trainable_parameters"]);
    row.img_per_s = median_of(rates);
    result_.rows.push_back(std::move(row));
  }

  /// At the row's schedule, or at none where the row itself removes nothing.
  const SummaryRow* baseline(const SummaryRow& row) const {
    const auto method = baseline_of(plan_.file, row.method);
    return method && *method != row.method ? result_.find(row.data, *method, row.schedule) : nullptr;
  }

  /// Whether there is a gap to recover: a share of one that drowns in the seeds' noise means nothing.
  static bool shows(const SummaryRow& whole, const SummaryRow& baseline) {
    std::vector<double> gaps;
    add_differences(gaps, whole, baseline);
    const Interval gap = mean_interval(gaps);
    return gap.mean > 0 && !(gap.half >= gap.mean);
  }

  void compare_row(SummaryRow& row) const {
    row.difference = {kNaN, kNaN, 0};
    row.recovery = row.speedup = kNaN;
    const auto reference = uncompressed_of(plan_.file, row.method);
    const SummaryRow* whole = reference ? result_.find(row.data, *reference, "none") : nullptr;
    if (whole != nullptr) row.speedup = row.img_per_s / whole->img_per_s;
    const SummaryRow* other = baseline(row);
    if (other == nullptr) return;
    std::vector<double> differences;
    add_differences(differences, row, *other);
    row.difference = mean_interval(differences);
    if (whole != nullptr && shows(*whole, *other))
      row.recovery = gap_recovery(row.mean, whole->mean, other->mean);
  }

  void add_overall(std::size_t method, const std::string& schedule) {
    OverallRow all;
    all.method = method;
    all.schedule = schedule;
    std::vector<double> means, recoveries, differences, group_means;
    std::vector<std::pair<std::string, std::vector<double>>> groups;
    for (const SummaryRow& row : result_.rows) {
      if (row.method != method || row.schedule != schedule || row.scores.empty()) continue;
      means.push_back(row.mean);
      if (!std::isnan(row.recovery)) recoveries.push_back(row.recovery);
      if (const SummaryRow* other = baseline(row)) add_differences(differences, row, *other);
      const std::string& name = plan_.file.data[row.data].group;
      if (name.empty()) continue;
      auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.first == name; });
      if (group == groups.end()) group = groups.insert(groups.end(), {name, {}});
      group->second.push_back(row.mean);
    }
    if (means.empty()) return;
    all.data_sets = means.size();
    all.mean = mean(means);
    for (const auto& [name, values] : groups) all.groups.emplace_back(name, mean(values));
    for (const auto& [name, value] : all.groups) group_means.push_back(value);
    all.group_mean = mean(group_means);
    all.recovery = mean(recoveries);
    all.difference = differences.empty() ? Interval{kNaN, kNaN, 0} : mean_interval(differences);
    result_.overall.push_back(std::move(all));
  }

  const ComparePlan& plan_;
  const std::vector<CellState>& states_;
  const SpeedRecord& speed_;
  Summary result_;
};

}  // namespace

const SummaryRow* Summary::find(std::size_t data, std::size_t method, const std::string& schedule) const {
  for (const SummaryRow& row : rows) {
    if (row.data == data && row.method == method && row.schedule == schedule) return &row;
  }
  return nullptr;
}

std::optional<std::size_t> baseline_of(const CompareFile& file, std::size_t method) {
  return reference(file, method, MethodRole::baseline,
                   [](const CompareMethod& m) { return m.reducer == fallback_reducer().name; });
}

std::optional<std::size_t> uncompressed_of(const CompareFile& file, std::size_t method) {
  return reference(file, method, MethodRole::uncompressed,
                   [](const CompareMethod& m) { return !find_reducer(m.reducer).merges; });
}

Summary summarise(const ComparePlan& plan, const std::vector<CellState>& states, const SpeedRecord& speed) {
  return Summariser(plan, states, speed).run();
}

}  // namespace pyra
