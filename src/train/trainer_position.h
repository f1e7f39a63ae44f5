// Where a run is, and how its checkpoint says so.
#pragma once

#include <cstdint>
#include <string>

namespace pyra {

/// Enough, with weights and moments, to go on as if the run had never stopped.
struct TrainerPosition {
  std::int64_t epoch = 0;  // of the step to come
  std::int64_t batch = 0;  // of the step to come, within the epoch
  std::int64_t steps = 0;  // done: fewer than batches where no picture of one could be read
  double loss_sum = 0;     // over the pictures of this epoch so far
  double running = 0;      // the same of Task::running
  std::int64_t images = 0;
  double seconds = 0;             // of training, over all sessions of this run
  double epoch_seconds = 0;       // the same of this epoch
  std::int64_t skipped = 0;       // unreadable pictures of this epoch
  std::int64_t first_epochs = 0;  // that the run was begun for, where --epochs has grown since; else 0

  /// The start of the epoch after this one.
  TrainerPosition next_epoch() const;
};

std::string position_to_json(const TrainerPosition& position);
/// Of older versions' runs too: what they did not write has its default. batch: pictures a step of the run.
/// Throws InputError for what is no position.
TrainerPosition position_from_json(const std::string& text, std::int64_t batch);

}  // namespace pyra
