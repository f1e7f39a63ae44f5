// From measured times to the rows of a benchmark.
#pragma once

#include <vector>

#include "bench/bench_statistics.h"
#include "pyra/bench.h"

namespace pyra {

/// What is known of a cell before it runs.
BenchRow make_row(const Schedule& schedule, std::int64_t batch, Precision precision);

/// Timing, GFLOP/s and share of the peak. A training step counts twice the forward pass: with a frozen
/// backbone there are no gradients of weights.
void fill_rates(BenchRow& row, const std::vector<std::vector<double>>& rounds, const Peak& peak);

/// Speed-up over the row that merges nothing, among rows of the same kind, batch and precision.
void fill_speedups(std::vector<BenchRow>& rows);

/// "low, batch 8, bf16".
std::string describe_cell(const BenchRow& row);

/// The peak of that precision; Failure where it was not measured.
const Peak& peak_in(const std::vector<Peak>& peaks, Precision precision);

}  // namespace pyra
