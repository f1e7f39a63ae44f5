// Which kind of step a device and an objective allow.
#pragma once

#include "recipes/recipe.h"
#include "train/batch_step.h"

namespace pyra {

/// Recorded on a GPU where the objective repeats(), unless `eager`; else queued anew. The recipe's settings
/// are added to `parts`. Throws InputError where recording needs a library that is missing.
std::unique_ptr<BatchStep> make_step(StepParts parts, const Recipe& recipe, bool eager);

}  // namespace pyra
