// One class a picture, as a list gives it.
#pragma once

#include <filesystem>

#include "pictures/sets/list_rows.h"
#include "pyra/dataset.h"

namespace pyra {

/// Task::take_targets: numbers or, in CSV, names.
void take_class_labels(Dataset& dataset, const ListText& list, const std::filesystem::path& file);

}  // namespace pyra
