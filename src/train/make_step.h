// Which kind of step a device and an objective allow.
#pragma once

#include "train/batch_step.h"

namespace pyra {

/// Recorded on a GPU where the objective repeats(), unless `eager`; else queued anew. Throws InputError where
/// recording needs a library that is missing.
std::unique_ptr<BatchStep> make_step(StepParts parts, bool eager);

}  // namespace pyra
