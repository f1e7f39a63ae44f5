// One cell of a benchmark in a process of its own: its memory is then nobody else's, and training starts
// afresh.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "pyra/engine.h"
#include "pyra/vit_config.h"

namespace pyra {

/// What a process that runs one cell finds out.
struct CellResult {
  std::vector<double> seconds;    // of each counted step, in training; else empty
  std::int64_t rss_bytes = 0;     // peak
  std::int64_t device_bytes = 0;  // peak on a GPU
};

/// The hidden option by which the program asks itself for one cell.
inline constexpr const char* kOneCellOption = "--one-cell";

std::string cell_to_json(const CellResult& result);
/// Throws Failure where `json` is none.
CellResult cell_from_json(const std::string& json);

/// Runs this program again with `arguments` and returns what it printed. Throws InputError or Failure with
/// the program's own message where it fails.
CellResult run_cell(const std::vector<std::string>& arguments);

/// Training steps as `pyra bench --train` times them: LoRA, PYRA and the head train.
struct TrainCell {
  VitConfig config;
  std::vector<std::int64_t> rates;  // [depth]
  std::int64_t batch = 0;
  Precision precision = Precision::f32;
  bool checkpointing = false;
  bool eager = false;  // train/make_step.h
  Device device = {};
  double seconds = 0;  // go on for at least so long
};

/// Empty where this program was built without training.
using RunTraining = std::function<CellResult(const TrainCell&)>;
RunTraining training_for_bench();

}  // namespace pyra
