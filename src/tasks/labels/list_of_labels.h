// The labels of each picture, as a list gives them.
#pragma once

#include <filesystem>
#include <string>

#include "pictures/sets/list_rows.h"
#include "pictures/sets/match_classes.h"
#include "pyra/dataset.h"

namespace pyra {

/// Task::take_targets: names with ; between them, blanks around them and empty ones ignored. Throws
/// InputError for a table of pictures and labels that no picture list needs memory for.
void take_labels(Dataset& dataset, const ListText& list, const std::filesystem::path& file);

/// Task::match: by name; what the data does not name, no picture of it bears.
void match_labels(Dataset& dataset, const ClassScheme& scheme, const std::string& origin);

}  // namespace pyra
