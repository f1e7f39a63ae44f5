// How fast a model runs on this machine: schedules, batches and precisions in turn, against the machine's own
// peak.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pyra/engine.h"
#include "pyra/inference_model.h"
#include "pyra/schedule.h"

namespace pyra {

/// Middle, least and greatest of several measurements.
struct Spread {
  double median = 0, min = 0, max = 0;
};

/// What was seen of one cell. `img_per_s` is over rounds (each round's rate is its median call's), the
/// latencies are percentiles over all counted calls.
struct Timing {
  Spread img_per_s;
  double ms = 0, ms_p50 = 0, ms_p90 = 0,
         ms_p99 = 0;  // of one call of the whole batch; ms = 1000 batch / img_per_s
  std::int64_t calls = 0;
};

/// A product's rate at one shape: rows x inner by inner x columns.
struct PeakShape {
  std::string name;  // "fc1"
  std::int64_t rows = 0, inner = 0, columns = 0;
  std::string kernel = {};      // oneDNN's name of what it ran
  double gflops = 0, best = 0;  // median and greatest over the sweeps
};

/// The machine's matrix-product rate in one precision, in GFLOP/s (int8: 1e9 integer operations a second).
struct Peak {
  Precision precision = Precision::f32;
  double gflops = 0;  // of the shape whose median over the run is highest
  double best = 0;    // the highest single measurement of any shape
  std::int64_t sweeps = 0;
  std::vector<PeakShape> shapes;
};

struct BenchRow {
  std::string schedule;  // as given
  std::vector<std::int64_t> rates;
  std::int64_t batch = 0;
  Precision precision = Precision::f32;
  bool train = false, checkpointing = false;
  Timing timing;
  double gmac = 0;           // multiply-adds (1e9) of one picture that the schedule counts: count_gmac()
  double gmac_executed = 0;  // those that ran; 0 in training, where nobody counts them
  double gflops = 0;         // of the counted multiply-adds: 2 gmac img/s, in training 4 gmac img/s
  double peak_share = 0;     // gflops over the peak of this run, a fraction
  std::optional<double>
      speedup;  // img/s over that of `none` at the same batch and precision, where that was measured
  double speedup_theoretical = 1;  // ratio of counted multiply-adds
  std::int64_t rss_bytes = 0;      // peak memory of a process that runs only this cell; 0: not measured
  std::int64_t device_bytes = 0;   // on a GPU: weights and what a call works in; 0 on the CPU
  std::vector<StepTime> profile;   // of one call, where asked for
};

/// The smallest number of tokens to remove in every block from which merging is faster than not merging.
struct BreakEven {
  struct Point {
    std::int64_t rate = 0;
    double speedup = 0;  // time without merging over time with it
  };
  std::int64_t batch = 0;
  Precision precision = Precision::f32;
  std::optional<std::int64_t> rate;  // none where even the largest rate tried does not pay
  std::vector<Point> points;         // what was measured, in order of rate
};

enum class BreakEvenScope : std::uint8_t { off, smallest_batch, all };

struct BenchOptions {
  std::vector<std::string> schedules{"none"};
  std::vector<std::int64_t> batches{1};
  std::vector<Precision> precisions{Precision::f32};
  int threads = 0;  // 0: all cores
  Device device;    // a GPU is timed on pictures that are there already, without copies from and to the host
  int rounds = 5;   // every cell has its turn in each
  double seconds = 2;      // of each cell, over all rounds
  std::int64_t calls = 1;  // of each cell in each round, at least
  bool profile = false;
  BreakEvenScope break_even = BreakEvenScope::smallest_batch;  // skipped where no schedule merges
};

struct BenchObserver {
  std::function<void(const std::string& line)> say;  // notes for people; may be empty
  /// After each turn of a cell; may be empty.
  std::function<void(std::int64_t done, std::int64_t total, const std::string& cell, double img_per_s)>
      progress;
};

struct BenchResult {
  std::vector<BenchRow> rows;  // by batch, then precision, then schedule, in the order given
  std::vector<Peak> peaks;     // one a precision
  std::vector<BreakEven> break_even;
};

/// Throws InputError for a schedule, batch or precision that cannot be run here. Noise of a shared machine
/// hits all cells alike: they take turns, and the peak is measured again before every turn.
BenchResult run_bench(InferenceModel model, const BenchOptions& options, const BenchObserver& observer = {});

/// A model of this architecture with random weights of the size that training gives (normal, 1 /
/// sqrt(inputs)), so that attention and matching behave as on real ones. `reducer`: none, tome or pyra;
/// `trained_rates` [depth]: for which pyra gets weights.
InferenceModel random_model(const VitConfig& config, const std::string& reducer,
                            const std::vector<std::int64_t>& trained_rates, std::uint64_t seed = 0);

}  // namespace pyra
