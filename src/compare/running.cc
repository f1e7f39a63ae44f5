#include "compare/running.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <deque>
#include <memory>
#include <set>
#include <thread>

#include "base/text/numbers.h"
#include "compare/cell_progress.h"
#include "compare/cell_run.h"
#include "compare/commands.h"
#include "pyra/error.h"
#include "tasks/list.h"
#include "tasks/metric_text.h"

namespace pyra {
namespace {

constexpr auto kPoll = std::chrono::milliseconds(50);
constexpr int kBadInput = 2;  // exit status

double total_cost(const ComparePlan& plan, const std::vector<std::size_t>& cells) {
  double cost = 0;
  for (const std::size_t cell : cells) cost += plan.cells[cell].cost;
  return cost;
}

class Runner {
 public:
  Runner(const ComparePlan& plan, const std::vector<std::size_t>& cells, std::vector<CellState>& states,
         const RunOptions& options)
      : plan_(plan),
        states_(states),
        options_(options),
        waiting_(cells.begin(), cells.end()),
        all_(cells.begin(), cells.end()),
        progress_(*options.log, cells.size(), total_cost(plan, cells),
                  {options.terminal, options.jobs, {}, {}}) {}

  void run() {
    while (!waiting_.empty() || !running_.empty()) {
      if (options_.stop && options_.stop()) stop();
      start_what_can();
      std::this_thread::sleep_for(kPoll);
      reap();
      progress_.update();
    }
  }

 private:
  /// Whether the cell that it needs is still to be made.
  bool must_wait(const Cell& cell) const {
    const auto first = cell.needs();
    return first && all_.contains(*first) && !ended_.contains(*first);
  }

  void start_what_can() {
    for (auto next = waiting_.begin();
         next != waiting_.end() && running_.size() < static_cast<std::size_t>(options_.jobs);) {
      const Cell& cell = plan_.cells[*next];
      if (must_wait(cell)) {
        ++next;
        continue;
      }
      const std::size_t position = *next;
      next = waiting_.erase(next);
      if (const auto first = cell.needs(); first && !states_[*first].record) {
        const std::string why = "the cell it needs, " + plan_.cells[*first].name + ", failed";
        fail(position, why);
        progress_.skip(cell.name, cell.cost, "failed: " + why);
        continue;
      }
      running_.push_back(std::make_unique<CellRun>(plan_, position, options_.threads, options_.words));
      progress_.start(cell.name, cell.cost);
    }
  }

  void reap() {
    for (std::size_t i = 0; i < running_.size();) {
      const auto status = running_[i]->process().poll();
      if (!status) {
        ++i;
        continue;
      }
      const std::unique_ptr<CellRun> run = std::move(running_[i]);
      running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
      end(*run, *status);
    }
  }

  void end(const CellRun& run, int status) {
    const Cell& cell = plan_.cells[run.cell()];
    std::string why;
    if (status == 0) {
      try {
        finish(run);
        return;
      } catch (const Failure& failure) {
        why = failure.what();
      }
    } else {
      why = run.message(status);
    }
    // A state that no longer fits (other pictures, another backbone of that name) is no reason to fail: start
    // afresh, once.
    if (status == kBadInput && run.resumed()) {
      forget_run(plan_, cell);
      waiting_.push_front(run.cell());
      progress_.restart(cell.name, why);
      return;
    }
    fail(run.cell(), why);
    progress_.end(cell.name, true, "failed: " + why);
  }

  void finish(const CellRun& run) {
    const Cell& cell = plan_.cells[run.cell()];
    CellState& state = states_[run.cell()];
    const CellRecord record = run.record(cell.source ? &*states_[*cell.source].record : nullptr);
    write_record(record_file(plan_, cell), record);
    state = {record, {}};
    std::error_code ignored;
    std::filesystem::remove(failure_file(plan_, cell), ignored);
    run.tidy();
    ended_.insert(run.cell());
    const Metric deciding = with_value(find_task(record.task).deciding(), record.score());
    progress_.end(cell.name, false, metrics_line({deciding}));
  }

  void fail(std::size_t position, const std::string& why) {
    write_failure(failure_file(plan_, plan_.cells[position]), why);
    states_[position] = {{}, why};
    ended_.insert(position);
  }

  /// Every running cell saves; one that ends well at this moment counts.
  [[noreturn]] void stop() {
    for (const auto& run : running_) run->process().signal(SIGINT);
    for (const auto& run : running_) {
      if (run->process().wait() != 0) continue;
      try {
        finish(*run);
      } catch (const Failure&) {  // it runs again
      }
    }
    running_.clear();
    const auto done = std::count_if(all_.begin(), all_.end(),
                                    [&](std::size_t cell) { return states_[cell].record.has_value(); });
    throw Interrupted("stopped with " + std::to_string(done) + " of " + std::to_string(all_.size()) +
                      " cells finished; the same command goes on from there");
  }

  const ComparePlan& plan_;
  std::vector<CellState>& states_;
  const RunOptions& options_;
  std::deque<std::size_t> waiting_;
  std::set<std::size_t> all_, ended_;
  std::vector<std::unique_ptr<CellRun>> running_;
  CellProgress progress_;
};

}  // namespace

void run_cells(const ComparePlan& plan, const std::vector<std::size_t>& cells, std::vector<CellState>& states,
               const RunOptions& options) {
  Runner(plan, cells, states, options).run();
}

}  // namespace pyra
