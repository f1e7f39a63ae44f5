// pyra compare: many runs, one report.

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/processes/folder_lock.h"
#include "cli/accepted.h"
#include "cli/command.h"
#include "cli/output_path.h"
#include "cli/picture_memory_option.h"
#include "cli/remote_models.h"
#include "cli/result_with_files.h"
#include "cli/shown_table.h"
#include "cli/training.h"
#include "compare/cell_run.h"
#include "compare/cell_states.h"
#include "compare/check_inputs.h"
#include "compare/commands.h"
#include "compare/model_paths.h"
#include "compare/page.h"
#include "compare/running.h"
#include "compare/tables.h"
#include "io/atomic_file.h"
#include "pyra/error.h"
#include "show/progress.h"
#include "show/table.h"

namespace pyra {
namespace {

class CompareCommand final : public Command {
 public:
  void define(Options& options) override {
    options.add("file", file_, "what is compared (TOML)").required().type_name("FILE");
    options.add("--out", out_, "folder of the finished cells, instead of the file's").type_name("DIR");
    options.add("--only", only_, "run the cells whose name this regular expression finds").type_name("REGEX");
    options.add("--jobs", jobs_, "cells at once (default: the file's, or 1)").check(whole_in(1, 1024));
    options.add("--set", assignments_, "value of ${NAME} in the file's paths (else the environment's)")
        .type_name("NAME=VALUE");
    picture_memory_ = add_picture_memory(options);
    const Option dry =
        options.flag("--dry-run", dry_run_, "check everything and list the cells; run nothing");
    const Option speed = options.flag(
        "--speed", speed_,
        "when the cells are finished, measure the img/s of every method in turn (machine idle, please)");
    const Option report =
        options.flag("--report-only", report_only_, "write the report of what is finished; run nothing");
    speed.excludes(dry).excludes(report);
    dry.excludes(report);
  }

  void run(const Console& console) override {
    ComparePlan plan = make_plan(read(console));
    std::vector<CellState> states = read_states(plan);
    if (!report_only_) {
      const std::vector<std::size_t> cells = cells_to_run(plan, states, only_);
      check_inputs(plan, cells, states);
      if (dry_run_) {
        list(console, plan, states, cells);
        return;
      }
      work(console, plan, states, cells);
      if (speed_) measure(console, plan);
    }
    conclude(console, plan, states);
  }

 private:
  CompareFile read(const Console& console) const {
    std::map<std::string, std::string> given;
    for (const std::string& text : assignments_) given.insert(parse_assignment(text));
    CompareFile file = read_compare_file(file_, Variables(std::move(given), !report_only_));
    if (!out_.empty()) {
      const bool inside = file.work == file.out / "work", beside = file.report == file.out / "report.html";
      file.out = std::filesystem::absolute(out_).lexically_normal();
      if (inside) file.work = file.out / "work";
      if (beside) file.report = file.out / "report.html";
    }
    if (!report_only_) {
      for (NamedPath* path : model_paths(file)) {
        if (!path->remote.empty()) path->path = fetch_model(path->remote, console);
      }
    }
    if (jobs_ > 0) file.jobs = jobs_;
    if (std::filesystem::exists(file.report))
      check_file_output(file_ + ": report", file.report.string(), html_page());
    return file;
  }

  void list(const Console& console, const ComparePlan& plan, const std::vector<CellState>& states,
            const std::vector<std::size_t>& cells) const {
    Table table{{"cell", "state", "command"}, {}};
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < plan.cells.size(); ++i) {
      const Cell& cell = plan.cells[i];
      const bool runs = std::find(cells.begin(), cells.end(), i) != cells.end();
      if (!runs && !cell.shown) continue;
      const std::string state = states[i].record ? "finished"
                                : runs           ? (states[i].failure ? "failed, to run" : "to run")
                                                 : "not asked for";
      table.rows.push_back({cell.name, state, shown_command(plan, cell)});
      json.push_back({{"cell", cell.name}, {"state", state}, {"command", shown_command(plan, cell)}});
    }
    console.result({{"cells", json}, {"to_run", cells.size()}},
                   shown_table(table) + std::to_string(cells.size()) + " cells to run\n");
  }

  void work(const Console& console, const ComparePlan& plan, std::vector<CellState>& states,
            const std::vector<std::size_t>& cells) const {
    if (!cells.empty() && training_verb("adapt") == nullptr) {
      throw InputError(
          "cells are trained, which needs LibTorch, which this program was built without; --report-only "
          "writes the "
          "report of finished ones");
    }
    const FolderLock out(plan.file.out);
    const bool apart = plan.file.work != plan.file.out;
    const auto work = apart ? std::make_unique<FolderLock>(plan.file.work) : nullptr;
    remove_dead_temporaries(plan);
    console.catch_interrupts();
    RunOptions options;
    options.jobs = static_cast<int>(plan.file.jobs);
    options.threads = plan.file.threads > 0 && console.threads == 0
                          ? static_cast<int>(plan.file.threads)
                          : std::max(1, console.worker_threads() / options.jobs);
    if (!picture_memory_->results().empty())
      options.words = {"--picture-memory", picture_memory_->results().back()};
    options.log = &std::cerr;
    options.terminal = stderr_is_terminal();
    options.stop = console.stop;
    run_cells(plan, cells, states, options);
  }

  void measure(const Console& console, const ComparePlan& plan) const {
    const FolderLock out(plan.file.out);
    SpeedOptions options;
    options.threads = console.worker_threads();
    options.log = &std::cerr;
    options.terminal = stderr_is_terminal();
    options.stop = console.stop;
    measure_speed(plan, options);
  }

  void conclude(const Console& console, const ComparePlan& plan, const std::vector<CellState>& states) const {
    std::size_t finished = 0, shown = 0;
    nlohmann::ordered_json failed = nlohmann::ordered_json::array();
    std::string text;
    for (std::size_t i = 0; i < plan.cells.size(); ++i) {
      if (states[i].failure && !states[i].record) {
        failed.push_back({{"cell", plan.cells[i].name}, {"error", *states[i].failure}});
        text += "failed: " + plan.cells[i].name + ": " + *states[i].failure + "\n";
      }
      if (!plan.cells[i].shown) continue;
      ++shown;
      finished += states[i].record ? 1 : 0;
    }
    const Summary summary = summarise(plan, states, read_speed(plan));
    const Table table = csv_table(plan, summary);
    std::filesystem::path csv = plan.file.report;
    csv.replace_extension(".csv");
    const auto write = [&] {
      std::filesystem::create_directories(plan.file.report.parent_path());
      write_text(plan.file.report, compare_page(plan, summary, states));
      write_text(csv, to_csv(table));
    };
    for (const std::string& schedule : summary.schedules) {
      text +=
          schedule + ", over all data sets\n" + shown_table(overall_table(plan, summary, schedule)) + "\n";
    }
    text += std::to_string(finished) + " of " + std::to_string(shown) +
            " cells finished; report: " + plan.file.report.string() + "\n";
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const auto& cells : table.rows) {
      nlohmann::ordered_json row;
      for (std::size_t i = 0; i < cells.size(); ++i) row[table.columns[i]] = cells[i];
      rows.push_back(row);
    }
    result_with_files(console,
                      {{"cells", shown},
                       {"finished", finished},
                       {"failed", failed},
                       {"rows", rows},
                       {"report", plan.file.report.string()},
                       {"csv", csv.string()}},
                      text, write);
    if (!failed.empty() && !report_only_)
      throw Failure(std::to_string(failed.size()) + " cells failed; the same command tries them again");
  }

  std::string file_, out_, only_;
  std::vector<std::string> assignments_;
  std::optional<Option> picture_memory_;  // of each cell's process
  std::int64_t jobs_ = 0;
  bool dry_run_ = false, report_only_ = false, speed_ = false;
};

}  // namespace

std::unique_ptr<Command> make_compare() { return std::make_unique<CompareCommand>(); }

}  // namespace pyra
