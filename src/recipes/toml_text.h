// Writing TOML: the values whose spelling is not plain.
#pragma once

#include <string>

namespace pyra {

/// On one line, so that no reader trims a line break that begins it: 'as it is' where that can be, else
/// "escaped".
std::string toml_quoted(const std::string& text);

}  // namespace pyra
