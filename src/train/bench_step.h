// Training steps on random weights and pictures, for timing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pyra/runner.h"
#include "pyra/vit_config.h"

namespace pyra {

struct TrainBench {
  std::vector<std::int64_t> rates;  // [depth]: tokens that PYRA removes in each block
  std::int64_t batch = 32;
  double seconds = 0;  // go on for at least so long; one step counts in any case, others warm up before
  std::string precision = "f32";  // recipe field `precision`
  bool checkpointing = false;     // recipe field `checkpointing`
  bool eager = false;             // train/make_step.h
  Device device;
};

struct TrainBenchResult {
  std::vector<double> seconds;    // of each step: forward, backward and AdamW, pictures at hand
  double peak_rss_mb = 0;         // of the whole process so far: for one setting alone, run a process for it
  std::int64_t device_bytes = 0;  // peak of what torch holds on a GPU
};

/// The paper's recipe on `config`: LoRA of the default width, PYRA and the head train, the backbone is
/// frozen. Throws InputError for rates that do not fit or a precision that this CPU lacks.
TrainBenchResult bench_training(const VitConfig& config, const TrainBench& bench);

}  // namespace pyra
