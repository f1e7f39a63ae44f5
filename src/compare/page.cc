#include "compare/page.h"

#include <algorithm>
#include <cmath>

#include "base/text/numbers.h"
#include "base/text/words.h"
#include "compare/commands.h"
#include "compare/tables.h"
#include "show/html.h"
#include "show/page_parts.h"
#include "show/plots.h"
#include "show/report_tables.h"
#include "tasks/metric_text.h"

namespace pyra {
namespace {

constexpr std::size_t kClassesShown = 8;

std::string as_html(const Table& table) {
  std::vector<ResultRow> rows;
  for (const auto& cells : table.rows) rows.push_back({cells});
  return rows.empty() ? "" : result_table(table.columns, rows);
}

class Page {
 public:
  Page(const ComparePlan& plan, const Summary& summary, const std::vector<CellState>& states)
      : plan_(plan), file_(plan.file), summary_(summary), states_(states) {
    for (const std::string& schedule : summary.schedules) {
      if (schedule != "none") schedules_.push_back(schedule);
    }
    if (schedules_.empty()) schedules_ = summary.schedules;
  }

  std::string html() const {
    std::string body = "<header>\n<h1>" + escape_html(file_.title) + "</h1>\n" + tiles(headline()) +
                       fact_list(facts()) + "</header>\n<main>\n";
    if (file_.data.size() > 1) {
      for (const std::string& schedule : schedules_)
        body += section("All data sets, " + schedule, as_html(overall_table(plan_, summary_, schedule)));
    }
    for (std::size_t data = 0; data < file_.data.size(); ++data) {
      for (const std::string& schedule : schedules_) body += comparison(data, schedule);
    }
    body += section("Failed cells", as_html(failures()));
    body += section("How to reproduce", command_list(commands()),
                    "Paths as the compare file spells them, relative to it.");
    return html_page(file_.title, body + "</main>\n");
  }

 private:
  /// The best merging method at each schedule, over all data sets.
  std::vector<std::pair<std::string, std::string>> headline() const {
    std::vector<std::pair<std::string, std::string>> tiles;
    for (const std::string& schedule : summary_.schedules) {
      const OverallRow* best = nullptr;
      for (const OverallRow& row : summary_.overall) {
        if (row.schedule == schedule && std::isfinite(row.mean) && (best == nullptr || row.mean > best->mean))
          best = &row;
      }
      if (best != nullptr)
        tiles.emplace_back(score(best->mean),
                           "best at " + schedule + ": " + file_.methods[best->method].name);
    }
    return tiles;
  }

  std::string score(double mean) const { return metric_value(with_value(summary_.deciding, mean), 1); }

  std::vector<std::pair<std::string, std::string>> facts() const {
    std::size_t shown = 0, finished = 0;
    for (std::size_t i = 0; i < plan_.cells.size(); ++i) {
      shown += plan_.cells[i].shown ? 1 : 0;
      finished += plan_.cells[i].shown && states_[i].record ? 1 : 0;
    }
    std::vector<std::string> seeds;
    for (const std::uint64_t seed : file_.seeds) seeds.push_back(std::to_string(seed));
    return {{"cells", std::to_string(finished) + " of " + std::to_string(shown) + " finished"},
            {"data", joined(names_of(file_.data))},
            {"seeds", joined(seeds)},
            {"speed", summary_.speed.empty() ? "not measured (pyra compare --speed); plots are over GMAC"
                                             : summary_.speed + ", methods in turn, median over rounds"},
            {"training time, memory",
             "of the training runs as they were, which may have shared the machine: not speeds to compare"}};
  }

  std::string comparison(std::size_t data, const std::string& schedule) const {
    std::vector<Series> series;
    std::vector<std::pair<double, double>> points;
    std::vector<std::pair<std::string, double>> recovery;
    const bool timed = !summary_.speed.empty();
    for (const SummaryRow& row : summary_.rows) {
      if (row.data != data || (row.schedule != schedule && row.schedule != "none") ||
          !std::isfinite(row.mean))
        continue;
      const double x = timed ? row.img_per_s : row.gmac;
      series.push_back({file_.methods[row.method].name, {x}, {row.mean}});
      points.emplace_back(timed ? -x : x, row.mean);  // a cost: less is better
      if (row.schedule == schedule && std::isfinite(row.recovery))
        recovery.emplace_back(file_.methods[row.method].name, 100 * row.recovery);
    }
    std::vector<std::pair<double, double>> front;
    for (const std::size_t i : pareto_front(points)) front.emplace_back(series[i].x[0], series[i].y[0]);
    const std::string plots =
        scatter_plot(series, timed ? "img/s, inference" : "GMAC", metric_title(summary_.deciding), front) +
        method_bars("Gap recovered, %", positive(recovery));
    const std::string name = file_.data[data].name;
    return section(name + ", " + schedule,
                   as_html(schedule_table(plan_, summary_, data, schedule)) + plot_grid(plots),
                   "± after " + summary_.deciding.title +
                       " is the standard deviation over seeds; ± after a difference, paired by "
                       "seed, its 95 % interval. "
                       "The broken line joins what no other method beats in both.") +
           classes(data, schedule);
  }

  /// Bars start at zero; what recovers nothing is left to the table.
  static std::vector<std::pair<std::string, double>> positive(
      std::vector<std::pair<std::string, double>> bars) {
    std::erase_if(bars, [](const auto& bar) { return bar.second <= 0; });
    return bars;
  }

  std::string classes(std::size_t data, const std::string& schedule) const {
    const SummaryRow *best = nullptr, *baseline = nullptr;
    for (const SummaryRow& row : summary_.rows) {
      if (row.data != data || row.schedule != schedule || row.difference.count == 0) continue;
      if (best == nullptr || row.mean > best->mean) best = &row;
    }
    if (best == nullptr) return "";
    if (const auto method = baseline_of(file_, best->method))
      baseline = summary_.find(data, *method, schedule);
    if (baseline == nullptr) return "";
    return section(file_.data[data].name + ", " + schedule + ": classes",
                   as_html(class_table(*best, *baseline, kClassesShown)),
                   "Largest gains and losses of " + file_.methods[best->method].name + " against " +
                       file_.methods[baseline->method].name + ", test pictures of all seeds together.");
  }

  Table failures() const {
    Table table{{"cell", "why"}, {}};
    for (std::size_t i = 0; i < plan_.cells.size(); ++i) {
      if (states_[i].failure && !states_[i].record)
        table.rows.push_back({plan_.cells[i].name, *states_[i].failure});
    }
    return table;
  }

  std::vector<std::string> commands() const {
    std::vector<std::string> lines;
    for (const Cell& cell : plan_.cells) lines.push_back(shown_command(plan_, cell));
    return lines;
  }

  const ComparePlan& plan_;
  const CompareFile& file_;
  const Summary& summary_;
  const std::vector<CellState>& states_;
  std::vector<std::string> schedules_;
};

}  // namespace

std::string compare_page(const ComparePlan& plan, const Summary& summary,
                         const std::vector<CellState>& states) {
  return Page(plan, summary, states).html();
}

}  // namespace pyra
