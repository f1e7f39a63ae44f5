// Whether a data set's targets are of the task, and in the order, that a model or the training pictures have.
#pragma once

#include <string>

#include "pictures/sets/match_classes.h"
#include "tasks/list.h"

namespace pyra {

/// Task::match, after the task itself: throws InputError where `dataset` is of another than `task`, which
/// scheme.owner has, or whose targets that one takes; it becomes the data set's. `origin` names the data in
/// messages.
void match_targets(Dataset& dataset, const std::string& task, const ClassScheme& scheme,
                   const std::string& origin);

}  // namespace pyra
