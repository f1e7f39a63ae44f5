// Fixed sets of values that options take, for shell completion.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace pyra {

/// Option name ("--reducer") -> the values it may have.
std::map<std::string, std::vector<std::string>> option_values();

}  // namespace pyra
