// The values of each picture, as a list gives them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pictures/sets/list_rows.h"
#include "pictures/sets/match_classes.h"
#include "pyra/dataset.h"

namespace pyra {

/// Task::is_target: `value`, `value_NAME`, `value2`.
bool is_value_column(const std::string& column);

/// Task::take_targets: finite numbers with a decimal point. A column `value_NAME` is called NAME, others are
/// called as they are. Throws InputError naming the line of a field that is none, and
/// for a column whose numbers differ by too little for float32.
void take_values(Dataset& dataset, const ListText& list, const std::filesystem::path& file);

/// Task::match: by name; a value that the scheme lacks is left out, and named in the notes.
void match_values(Dataset& dataset, const ClassScheme& scheme, const std::string& origin);

/// Task::notes: the range of each value, and those that are always the same.
std::vector<std::string> notes_on_values(const Dataset& training);

}  // namespace pyra
