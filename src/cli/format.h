// Numbers in what verbs print.
#pragma once

#include <string>

namespace pyra {

/// "71.3", with `digits` after the point.
std::string format(double value, int digits);
/// "71.3" too, but "30" for a whole number.
std::string format_shortest(double value, int digits);
/// "2 min 05 s".
std::string format_seconds(double seconds);

}  // namespace pyra
