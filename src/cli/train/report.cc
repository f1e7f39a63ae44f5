// pyra report: the results of several runs side by side.

#include "show/report.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/text/numbers.h"
#include "base/text/words.h"
#include "cli/format.h"
#include "cli/output_path.h"
#include "cli/shown_table.h"
#include "cli/train/run_names.h"
#include "cli/train/training_verbs.h"
#include "io/atomic_file.h"
#include "pyra/adapter_manifest.h"
#include "pyra/checkpoint.h"
#include "pyra/error.h"
#include "pyra/schedule.h"
#include "recipes/read_manifest.h"
#include "reducers/list.h"
#include "show/table.h"
#include "tasks/list.h"
#include "tasks/metric_text.h"
#include "train/run_log.h"

namespace pyra {
namespace {

struct Run {
  std::string name;  // "lora + pyra (high)", and what tells it from the others
  std::string folder, data;
  AdapterManifest manifest;
  std::vector<EpochRecord> log;

  const Task& task() const { return find_task(manifest.task); }
  /// The deciding metric on the test pictures.
  double tested() const {
    const auto found = manifest.metrics.find("test_" + task().deciding().key);
    return found == manifest.metrics.end() ? std::numeric_limits<double>::quiet_NaN() : found->second;
  }
  std::string tested_text() const {
    if (!std::isfinite(tested())) return "";
    return task().deciding().unit == "%" ? format(tested(), 2) : short_number(tested());
  }

  double metric(const char* key) const {
    const auto found = manifest.metrics.find(key);
    return found == manifest.metrics.end() ? 0 : found->second;
  }
};

Run read_run(const std::string& folder) {
  const auto path = adapter_path(folder);
  Run run{"", folder, "", read_manifest(read_checkpoint(path), path), {}};
  run.data = data_of_command(run.manifest.command);
  run.name = run.manifest.method + " + " + run.manifest.reducer;
  if (find_reducer(run.manifest.reducer).merges) run.name += " (" + run.manifest.schedule + ")";
  const auto log = std::filesystem::path(folder) / "log.jsonl";
  if (std::filesystem::exists(log))
    run.log = RunLog(log, std::numeric_limits<std::int64_t>::max(), run.task()).records();
  return run;
}

std::vector<std::string> row_of(const Run& run) {
  const auto& m = run.manifest;
  return {run.name,
          std::to_string(m.seed),
          run.tested_text(),
          format(run.metric("gmac"), 3),
          format(run.metric("trainable_parameters"), 0),
          format(run.metric("epochs"), 0),
          format(run.metric("train_seconds"), 1),
          format(run.metric("img_per_s"), 1),
          format(run.metric("peak_rss_mb"), 0),
          run.data,
          run.folder};
}

/// What the runs are compared by: all of one task.
const Task& shared_task(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    if (run.manifest.task == runs.front().manifest.task) continue;
    throw InputError(run.folder + " is of task " + run.manifest.task + ", " + runs.front().folder + " of " +
                     runs.front().manifest.task +
                     "; their figures cannot stand side by side, so report them "
                     "apart");
  }
  return runs.front().task();
}

std::vector<std::string> columns_of(const Task& task) {
  return {"method",     "seed",      metric_title(task.deciding(), " "),
          "GMAC",       "trainable", "epochs",
          "training s", "img/s",     "peak MB",
          "data",       "folder"};
}

class ReportCommand final : public Command {
 public:
  void define(Options& options) override {
    options.add("runs", folders_, "--out folders of pyra adapt").required().type_name("DIR");
    const Option out = options.add("--out", out_, "HTML file with plots").type_name("FILE");
    options.add("--csv", csv_, "the table as CSV").type_name("FILE");
    options.add("--title", title_, "heading of the report").needs(out).capture_default_str();
  }

  void run(const Console& console) override {
    check_output("--out", out_, html_page());
    check_output("--csv", csv_, csv_table());
    std::vector<Run> runs;
    std::vector<RunLabel> labels;
    for (const std::string& folder : folders_) {
      runs.push_back(read_run(folder));
      labels.push_back({runs.back().name, runs.back().data, folder});
    }
    const std::vector<std::string> names = distinct_names(labels);
    for (std::size_t i = 0; i < runs.size(); ++i) runs[i].name = names[i];
    const Task& task = shared_task(runs);
    Table table{columns_of(task), {}};
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const Run& run : runs) {
      table.rows.push_back(row_of(run));
      json.push_back({{"name", run.name},
                      {"folder", run.folder},
                      {"data", run.data},
                      {"seed", run.manifest.seed},
                      {"schedule", run.manifest.rates},
                      {"metrics", run.manifest.metrics}});
    }
    if (!out_.empty()) write(task, runs, table);
    if (!csv_.empty()) write_text(csv_, to_csv(table));
    console.result({{"runs", json}}, shown_table(table) + (out_.empty() ? "" : "report: " + out_ + "\n"));
  }

 private:
  void write(const Task& task, const std::vector<Run>& runs, const Table& table) const {
    Report report;
    report.title = title_;
    report.result_columns = table.columns;
    for (const auto& cells : table.rows) report.results.push_back({cells});
    report.scatter_x = "img/s, inference";
    report.scatter_y = metric_title(task.deciding());
    report.metric = capitalised(task.running.title);
    report.metric_unit = task.running.unit;
    for (const Run& run : runs) {
      report.bars.emplace_back(run.name, run.tested());
      report.scatter.push_back({run.name, {run.metric("img_per_s")}, {run.tested()}});
      Series loss{run.name, {}, {}}, running{run.name, {}, {}};
      for (const EpochRecord& record : run.log) {
        const auto epoch = static_cast<double>(record.epoch + 1);
        loss.x.push_back(epoch);
        loss.y.push_back(record.loss);
        running.x.push_back(epoch);
        running.y.push_back(record.running);
      }
      report.loss.push_back(std::move(loss));
      report.accuracy.push_back(std::move(running));
      report.commands.push_back(run.manifest.command);
    }
    const auto steepest = std::max_element(runs.begin(), runs.end(), [](const Run& a, const Run& b) {
      return a.metric("gmac") > b.metric("gmac");
    });
    report.tokens_per_block = make_schedule("", steepest->manifest.rates, steepest->manifest.config).tokens;
    write_report(out_, report);
  }

  std::vector<std::string> folders_;
  std::string out_, csv_, title_ = "pyra: runs side by side";
};

}  // namespace

std::unique_ptr<Command> make_report() { return std::make_unique<ReportCommand>(); }

}  // namespace pyra
