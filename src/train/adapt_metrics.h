// The figures of a run that its adapter's manifest keeps.
#pragma once

#include "train/adapt_run.h"

namespace pyra {

/// Of outcome.log and of how far the trainer has come.
void add_training_metrics(AdaptOutcome& outcome, const Recipe& recipe, const TrainerPosition& position);

/// Of outcome.test, which must be there, and of outcome.elsewhere.
void add_test_metrics(AdaptOutcome& outcome);

}  // namespace pyra
