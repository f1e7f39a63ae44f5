// Whether a data set's classes are the ones a model was trained on.
#pragma once

#include <string>
#include <vector>

#include "pyra/dataset.h"

namespace pyra {

/// Renumbers the labels after the model's class names. `from_list`: the labels came from a list file; names that are
/// only numbers say nothing there, and the labels are taken as they are. Throws InputError, printing both sides,
/// when the data has a class that the model lacks, or when names are unknown and the numbers of classes differ.
void match_classes(Dataset& dataset, const std::vector<std::string>& model_classes, std::int64_t classes, bool from_list);

}  // namespace pyra
