// What a user should look at before labels are trained on.
#pragma once

#include <string>
#include <vector>

#include "pyra/dataset.h"

namespace pyra {

/// Task::notes: the labels with their pictures, names that were hardly meant, labels that all pictures bear
/// or none, pictures without any.
std::vector<std::string> notes_on_labels(const Dataset& training);

}  // namespace pyra
