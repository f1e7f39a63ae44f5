// Training steps for `pyra bench --train`, where this program was built with training.

#include "cli/bench_cell.h"
#include "train/bench_step.h"

namespace pyra {
namespace {

CellResult run_training(const TrainCell& cell) {
  TrainBench bench;
  bench.rates = cell.rates;
  bench.batch = cell.batch;
  bench.precision = precision_name(cell.precision);
  bench.checkpointing = cell.checkpointing;
  bench.eager = cell.eager;
  bench.device = cell.device;
  bench.seconds = cell.seconds;
  const TrainBenchResult result = bench_training(cell.config, bench);
  return {result.seconds, static_cast<std::int64_t>(result.peak_rss_mb * 1e6), result.device_bytes};
}

}  // namespace

RunTraining training_for_bench() { return run_training; }

}  // namespace pyra
