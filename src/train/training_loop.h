// The loop over the epochs of any run: saving, stopping, going on.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "train/ranks/ranks.h"
#include "train/run_folder.h"
#include "train/trainer.h"

namespace pyra {

/// How a run is watched and stopped. Every member may be empty.
struct LoopObserver {
  std::function<void(const std::string&)> say;  // one line for people
  std::function<void(const StepResult&)> step;
  std::function<bool()> stop;  // true: save and leave
};

/// Where a run is kept.
struct RunPlace {
  std::filesystem::path path;  // of its folder
  const RunFolder* folder;     // of the rank that writes; null on the others
  std::string identity;        // names the run; see Trainer::save()
  double save_seconds;         // between two checkpoints
};

class TrainingLoop {
 public:
  /// Trainer, folder, observer and ranks outlive the loop.
  TrainingLoop(Trainer& trainer, RunPlace place, const LoopObserver& observer, Ranks& ranks);
  /// From last.ckpt, where rank 0 has one; says so where there is none, and where epochs have grown.
  void restore();
  /// Every epoch that is left; last.ckpt is written when it is due, and at the end. `after_epoch` may throw
  /// Interrupted. Throws Interrupted after saving when the observer says stop; RankFailure, after saving,
  /// where another rank left; whatever Trainer::run_epoch() does.
  void train(const std::function<void(const EpochResult&)>& after_epoch);

 private:
  void run_epoch(const std::function<void(const EpochResult&)>& after_epoch);
  void save();
  bool save_is_due() const;
  void note(const std::string& text) const;
  std::string goes_on() const;

  Trainer& trainer_;
  RunPlace place_;
  const LoopObserver& observer_;
  Ranks& ranks_;
  std::filesystem::path checkpoint_;
  std::chrono::steady_clock::time_point saved_at_;
};

}  // namespace pyra
