#include "cli/bench_training.h"

#include <algorithm>
#include <map>

#include "bench/bench_rounds.h"
#include "bench/bench_rows.h"
#include "bench/machine_peak.h"
#include "engine/cuda_library.h"
#include "pyra/error.h"

namespace pyra {
namespace {

std::vector<BenchRow> training_rows(const VitConfig& config, const BenchOptions& options,
                                    const std::vector<bool>& checkpointing, const BenchObserver& observer) {
  std::vector<BenchRow> rows;
  std::vector<Schedule> schedules;
  for (const std::string& spelling : options.schedules) {
    schedules.push_back(parse_schedule(spelling, config));
    for (const std::string& note : schedules.back().notes) observer.say("schedule " + spelling + ": " + note);
  }
  for (const std::int64_t batch : options.batches) {
    for (const Precision precision : options.precisions) {
      if (precision == Precision::int8)
        throw InputError("--train --dtype int8: training runs in f32 or bf16");
      for (const bool recompute : checkpointing) {
        for (const Schedule& schedule : schedules) {
          rows.push_back(make_row(schedule, batch, precision));
          rows.back().train = true;
          rows.back().checkpointing = recompute;
        }
      }
    }
  }
  return rows;
}

}  // namespace

BenchResult run_training_bench(const VitConfig& config, const BenchOptions& options,
                               const std::vector<bool>& checkpointing,
                               const std::function<std::vector<std::string>(const BenchRow&)>& cell_arguments,
                               const BenchObserver& observer) {
  BenchResult result;
  result.rows = training_rows(config, options, checkpointing, observer);
  std::map<Precision, std::unique_ptr<PeakSource>> meters;
  for (const Precision precision : options.precisions)
    meters.emplace(precision, make_peak(config, options, precision));
  std::vector<TakeTurn> cells;
  for (BenchRow& row : result.rows) {
    cells.push_back([&row, &meters, &cell_arguments] {
      meters.at(row.precision)->sweep();
      const CellResult cell = run_cell(cell_arguments(row));
      row.rss_bytes = std::max(row.rss_bytes, cell.rss_bytes);
      row.device_bytes = std::max(row.device_bytes, cell.device_bytes);
      return cell.seconds;
    });
  }
  std::int64_t done = 0;
  const auto total = static_cast<std::int64_t>(cells.size()) * options.rounds;
  const auto times =
      take_turns(cells, options.rounds, [&](std::size_t cell, const std::vector<double>& seconds) {
        const BenchRow& row = result.rows[cell];
        observer.progress(++done, total, describe_cell(row),
                          static_cast<double>(row.batch) / median(seconds));
      });
  for (auto& [precision, meter] : meters) result.peaks.push_back(meter->result());
  for (std::size_t i = 0; i < times.size(); ++i) {
    fill_rates(result.rows[i], times[i], peak_in(result.peaks, result.rows[i].precision));
  }
  fill_speedups(result.rows);
  return result;
}

}  // namespace pyra
