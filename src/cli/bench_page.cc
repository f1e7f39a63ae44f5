// The HTML page of a benchmark: plots first, then every figure.

#include <map>

#include "base/text/numbers.h"
#include "bench/bench_rows.h"
#include "bench/machine_peak.h"
#include "cli/bench_output.h"
#include "cli/bench_words.h"
#include "io/atomic_file.h"
#include "show/html.h"
#include "show/plots.h"
#include "show/report_tables.h"

namespace pyra {
namespace {

std::string section(const std::string& heading, const std::string& content, const std::string& note = "") {
  if (content.empty()) return "";
  return "<section>\n<h2>" + escape_html(heading) + "</h2>\n" +
         (note.empty() ? "" : "<p class=\"note\">" + escape_html(note) + "</p>\n") + content + "</section>\n";
}

std::string html_table(const BenchTable& table) {
  std::vector<ResultRow> rows;
  for (const auto& cells : table.rows) rows.push_back({cells});
  return result_table(table.columns, rows);
}

std::string kind_of(const BenchRow& row) {
  return precision_name(row.precision) + (row.train ? " training" : "") +
         (row.checkpointing ? ", checkpointing" : "");
}

using RowsByName = std::map<std::string, std::vector<const BenchRow*>>;

/// Rows in groups: a plot each.
template <typename Name>
RowsByName group(const std::vector<BenchRow>& rows, const Name& name) {
  RowsByName groups;
  for (const BenchRow& row : rows) groups[name(row)].push_back(&row);
  return groups;
}

std::string speed_bars(const std::vector<BenchRow>& rows) {
  std::string html;
  for (const auto& [name, members] : group(
           rows, [](const BenchRow& row) { return kind_of(row) + ", batch " + std::to_string(row.batch); })) {
    std::vector<std::pair<std::string, double>> bars;
    for (const BenchRow* row : members) bars.emplace_back(row->schedule, row->timing.img_per_s.median);
    html += method_bars("img/s: " + name, bars);
  }
  return html;
}

std::string batch_lines(const std::vector<BenchRow>& rows) {
  std::string html;
  for (const auto& [name, members] : group(rows, kind_of)) {
    std::map<std::string, Series> lines;
    for (const BenchRow* row : members) {
      Series& line = lines[row->schedule];
      line.name = row->schedule;
      line.x.push_back(static_cast<double>(row->batch));
      line.y.push_back(row->timing.img_per_s.median);
    }
    std::vector<Series> series;
    for (auto& [schedule, line] : lines) {
      if (line.x.size() > 1) series.push_back(std::move(line));
    }
    if (!series.empty()) html += line_plot("img/s over batch: " + name, "batch", series);
  }
  return html;
}

std::string time_over_macs(const std::vector<BenchRow>& rows) {
  std::vector<Series> series;
  for (const auto& [name, members] : group(
           rows, [](const BenchRow& row) { return kind_of(row) + ", batch " + std::to_string(row.batch); })) {
    Series points{name, {}, {}};
    for (const BenchRow* row : members) {
      points.x.push_back(row->gmac);
      points.y.push_back(row->timing.ms / static_cast<double>(row->batch));
    }
    series.push_back(std::move(points));
  }
  return scatter_plot(series, "GMAC of one picture", "ms per picture");
}

std::string profiles(const std::vector<BenchRow>& rows) {
  std::string html;
  for (const BenchRow& row : rows) {
    if (!row.profile.empty())
      html += "<h3>" + escape_html(describe_cell(row)) + "</h3>\n" + html_table(profile_table(row));
  }
  return html;
}

std::vector<std::pair<std::string, std::string>> facts(const BenchRecord& record) {
  const MachineFacts& machine = record.machine;
  std::vector<std::pair<std::string, std::string>> list{
      {"model", record.model + ", weights: " + record.weights},
      {"reducer", record.reducer},
      {"CPU", machine.cpu + ", " + std::to_string(machine.cores) + " cores, " +
                  std::to_string(record.threads) + " threads"},
      {"kernels", machine.isa + ", oneDNN " + machine.onednn}};
  for (const Peak& peak : record.result.peaks) {
    list.emplace_back("peak " + precision_name(peak.precision), fixed_number(peak.gflops, 0) + " GFLOP/s");
  }
  for (const std::string& doubt : record.doubts) list.emplace_back("doubt", doubt);
  for (const BreakEven& found : record.result.break_even) {
    list.emplace_back("break-even", "batch " + std::to_string(found.batch) + ", " +
                                        precision_name(found.precision) + ": " + describe_break_even(found));
  }
  return list;
}

std::string plots(const std::string& figures) {
  return figures.empty() ? "" : "<div class=\"plots\">\n" + figures + "</div>\n";
}

}  // namespace

void write_bench_page(const std::filesystem::path& file, const BenchRecord& record) {
  const std::vector<BenchRow>& rows = record.result.rows;
  const std::string title = "pyra bench: " + record.model;
  std::string body =
      "<header>\n<h1>" + escape_html(title) + "</h1>\n" + fact_list(facts(record)) + "</header>\n<main>\n";
  body += section("Speed", plots(speed_bars(rows) + batch_lines(rows)));
  body += section("Time and multiply-adds", plots(time_over_macs(rows)));
  body +=
      section("All figures", html_table(bench_table(record.result)), std::string("Peak: ") + kPeakRule + ".");
  body += section("Where the time goes", profiles(rows));
  body += section("How to reproduce", "<pre><code>" + escape_html(record.command) + "</code></pre>\n");
  AtomicFile output(file);
  output.write(html_page(title, body + "</main>\n"));
  output.commit();
}

}  // namespace pyra
