// Which columns of a table hold numbers and so read better aligned right.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace pyra {

/// A number with an optional sign and a short unit or spread behind it: "12", "-0.5", "81.2 %", "1.9x", "3.1
/// ± 0.2", or a dash for a missing one. Not "16x11,10" or "197 -> 11".
bool is_numeric_cell(std::string_view text);

/// True when every non-empty cell is numeric and at least one is a number.
bool column_is_numeric(std::size_t rows, const std::function<std::string_view(std::size_t)>& cell);

}  // namespace pyra
