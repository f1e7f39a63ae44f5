// Which objective a recipe asks for.
#pragma once

#include <memory>

#include "train/adapt_setup.h"
#include "train/objective.h"

namespace pyra {

/// Labels alone, the model's own answers beside them (setup.taught), or a teacher's (setup.teacher).
std::unique_ptr<const Objective> make_objective(const Recipe& recipe, const AdaptSetup& setup);

}  // namespace pyra
