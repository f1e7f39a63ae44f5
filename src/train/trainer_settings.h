// What a run asks of the training loop besides its objective.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "pyra/error_code.h"
#include "train/adam_w.h"
#include "train/trainer_position.h"

namespace pyra {

struct TrainerSettings {
  std::int64_t epochs = 1;
  std::int64_t accumulate = 1;  // batches a step
  double mixup = 0;             // alpha; 0: none
  AdamWOptions optimizer = {};
  /// Of the step to come, in a run with so many batches an epoch.
  std::function<double(const TrainerPosition&, std::int64_t batches)> learning_rate;
  std::uint64_t stream = 0;    // the seed of what steps draw
  bool checkpointing = false;  // Pass::checkpointing
  bool autocast = false;       // Pass::autocast
  double clip_norm = 0;        // 0: gradients are not clipped
  bool eager = false;          // on a GPU too every operation is queued anew (train/make_step.h)
  double running_unit = 1;     // Task::running is this times the mean of what objectives count
  ErrorCode diverged = code::kLossDiverged;  // of a loss that is not finite
  std::string against_divergence = "";       // what to try then
};

}  // namespace pyra
