// Training steps as cells of a benchmark, each turn in a process of its own.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/bench_cell.h"
#include "pyra/bench.h"

namespace pyra {

/// `cell_arguments(row)`: the command line that runs one turn of a row. checkpointing: false, true or both,
/// one row each.
BenchResult run_training_bench(const VitConfig& config, const BenchOptions& options,
                               const std::vector<bool>& checkpointing,
                               const std::function<std::vector<std::string>(const BenchRow&)>& cell_arguments,
                               const BenchObserver& observer);

}  // namespace pyra
