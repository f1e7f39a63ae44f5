#include "pyra/bench.h"

#include <algorithm>
#include <map>

#include "bench/bench_model.h"
#include "bench/bench_rounds.h"
#include "bench/bench_rows.h"
#include "bench/break_even.h"
#include "bench/machine_peak.h"

namespace pyra {
namespace {

constexpr std::int64_t kMostPairs = 25,
                       kFewestPairs = 3;  // of calls, when a rate is compared with no merging
constexpr double kSecondsPerComparison = 2;

class Benchmark {
 public:
  Benchmark(InferenceModel model, const BenchOptions& options, const BenchObserver& observer)
      : options_(options),
        observer_(observer),
        model_(std::move(model), options.precisions,
               *std::max_element(options.batches.begin(), options.batches.end()), options.threads,
               options.device) {}

  BenchResult run() {
    make_cells();
    time_cells();
    if (options_.profile) {
      for (BenchRow& row : result_.rows) row.profile = model_.profile(engine_of(row), row.batch);
    }
    find_break_evens();
    return std::move(result_);
  }

 private:
  const Runner& engine_of(const BenchRow& row) { return model_.engine(row.precision, row.rates); }

  void make_cells() {
    std::vector<Schedule> schedules;
    for (const std::string& spelling : options_.schedules) {
      schedules.push_back(
          parse_schedule(spelling, model_.config(), [&](const std::vector<std::int64_t>& rates) {
            return model_.latency_ms(options_.precisions.front(), rates);
          }));
      for (const std::string& note : schedules.back().notes) say("schedule " + spelling + ": " + note);
    }
    for (const std::int64_t batch : options_.batches) {
      for (const Precision precision : options_.precisions) {
        for (const Schedule& schedule : schedules)
          result_.rows.push_back(make_row(schedule, batch, precision));
      }
    }
    for (BenchRow& row : result_.rows) {
      row.gmac_executed = engine_of(row).gmac_executed();
      model_.run(engine_of(row), row.batch);  // plans, so that no counted call does
      row.device_bytes = static_cast<std::int64_t>(model_.device_bytes(engine_of(row), row.batch));
    }
  }

  void time_cells() {
    std::map<Precision, std::unique_ptr<PeakSource>> meters;
    for (const Precision precision : options_.precisions) {
      meters.emplace(precision, make_peak(model_.config(), options_, precision));
    }
    std::vector<TakeTurn> cells;
    const Turn turn{options_.seconds / options_.rounds, options_.calls};
    for (const BenchRow& row : result_.rows) {
      cells.push_back([this, &row, &meters, turn] {
        meters.at(row.precision)->sweep();
        return time_calls([&] { model_.run(engine_of(row), row.batch); }, turn);
      });
    }
    std::int64_t done = 0;
    const auto total = static_cast<std::int64_t>(cells.size()) * options_.rounds;
    const auto times =
        take_turns(cells, options_.rounds, [&](std::size_t cell, const std::vector<double>& seconds) {
          const BenchRow& row = result_.rows[cell];
          if (observer_.progress) {
            observer_.progress(++done, total, describe_cell(row),
                               static_cast<double>(row.batch) / median(seconds));
          }
        });
    for (auto& [precision, meter] : meters) result_.peaks.push_back(meter->result());
    for (std::size_t i = 0; i < times.size(); ++i) {
      fill_rates(result_.rows[i], times[i], peak_in(result_.peaks, result_.rows[i].precision));
    }
    fill_speedups(result_.rows);
  }

  void find_break_evens() {
    const bool merging = std::any_of(result_.rows.begin(), result_.rows.end(),
                                     [](const BenchRow& row) { return row.speedup_theoretical > 1; });
    if (!merging || options_.break_even == BreakEvenScope::off) return;
    std::vector<std::int64_t> batches = options_.batches;
    if (options_.break_even == BreakEvenScope::smallest_batch)
      batches = {*std::min_element(batches.begin(), batches.end())};
    for (const std::int64_t batch : batches) {
      for (const Precision precision : options_.precisions) {
        BreakEven found = find_break_even((model_.config().tokens() - model_.config().prefix_tokens()) / 2,
                                          [&](std::int64_t rate) { return compare(precision, batch, rate); });
        found.batch = batch;
        found.precision = precision;
        result_.break_even.push_back(std::move(found));
      }
    }
  }

  /// Time without merging over time at `rate`: the median over pairs of neighbouring calls.
  double compare(Precision precision, std::int64_t batch, std::int64_t rate) {
    const auto depth = static_cast<std::size_t>(model_.config().depth);
    const Schedule merging = make_schedule("", std::vector<std::int64_t>(depth, rate), model_.config());
    const Runner& plain = model_.engine(precision, std::vector<std::int64_t>(depth, 0));
    const Runner& merged = model_.engine(precision, merging.rates);
    model_.run(plain, batch);
    model_.run(merged, batch);
    std::vector<double> ratios;
    const double start = steady_seconds();
    for (std::int64_t pair = 0; pair < kMostPairs; ++pair) {
      if (pair >= kFewestPairs && steady_seconds() - start > kSecondsPerComparison) break;
      const double begin = steady_seconds();
      model_.run(plain, batch);
      const double middle = steady_seconds();
      model_.run(merged, batch);
      ratios.push_back((middle - begin) / (steady_seconds() - middle));
    }
    return median(ratios);
  }

  void say(const std::string& line) const {
    if (observer_.say) observer_.say(line);
  }

  const BenchOptions& options_;
  const BenchObserver& observer_;
  BenchModel model_;
  BenchResult result_;
};

}  // namespace

BenchResult run_bench(InferenceModel model, const BenchOptions& options, const BenchObserver& observer) {
  return Benchmark(std::move(model), options, observer).run();
}

}  // namespace pyra
