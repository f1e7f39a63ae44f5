// Tables on the terminal of whoever reads them.
#pragma once

#include <string>

#include "show/table.h"

namespace pyra {

/// Aligned rows, or a line a cell where the terminal is too narrow for them. What a pipe or a file gets is
/// aligned whatever its width.
std::string shown_table(const Table& table);

}  // namespace pyra
