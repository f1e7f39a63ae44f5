// The main job: from a checked setup to the files of a run.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pyra/adapter_manifest.h"
#include "pyra/evaluate.h"
#include "train/adapt_setup.h"
#include "train/ranks/ranks.h"
#include "train/run_log.h"
#include "train/training_loop.h"

namespace pyra {

/// Every member may be empty.
struct AdaptObserver : LoopObserver {
  std::function<void(const EpochRecord&)> epoch;
  EvaluationProgress evaluation;
  std::function<void()>
      trained;  // the weights are final, folded and, as an adapter, on disk; tests are still to come
};

struct AdaptOutcome {
  AdapterManifest manifest;  // of adapter.safetensors, metrics included
  std::vector<EpochRecord> log;
  std::optional<Evaluation> test;  // of the final epoch; empty without test pictures
  std::map<std::string, Evaluation>
      elsewhere;  // of an elastic adapter: test at "none" and "low" too, test being the steepest
  std::optional<std::int64_t> best_epoch;  // on validation, where there is a split
};

/// Trains into request.out: adapter.safetensors (final epoch; written before the test, and again with its
/// figures), adapter.best.safetensors (best on validation, where asked for), last.ckpt (every
/// request.save_seconds, in the midst of epochs too), recipe.toml, log.jsonl, pictures.txt. request.out may
/// exist if empty, hold a run that was killed before it saved anything, or hold the same run, or one of fewer
/// epochs, with request.resume. Several ranks train together: rank 0 writes, and its folder must be where the
/// others see it when they resume; the log and the files of the outcome are rank 0's alone. Leaves
/// setup.model folded. Throws Interrupted after saving when the observer says stop; InputError for an
/// occupied folder or another run's checkpoint; Failure on a full disk or a loss that is not finite;
/// RankFailure, after saving, where another rank left.
AdaptOutcome run_adapt(const AdaptRequest& request, AdaptSetup& setup, const AdaptObserver& observer,
                       Ranks& ranks);
/// In one process.
AdaptOutcome run_adapt(const AdaptRequest& request, AdaptSetup& setup, const AdaptObserver& observer);

/// What one training step costs here: a few are run on real pictures and thrown away.
struct StepCost {
  double img_per_s = 0;
  double peak_rss_mb = 0;
  double run_seconds = 0;  // estimate for the whole run, without evaluation
};
StepCost measure_step(const AdaptRequest& request, AdaptSetup& setup, Ranks& ranks);

}  // namespace pyra
