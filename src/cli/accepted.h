// What an option accepts, checked while the command line is read, with messages that say what was given and
// what was expected. Numbers: option.check(...). Words: option.transform(...), so that they arrive as the
// program spells them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/options.h"

namespace pyra {

/// Both ends belong to it.
Accepted whole_in(std::int64_t least, std::int64_t most);
Accepted number_in(double least, double most);
Accepted number_above_zero();

/// One of these words, in any case.
Accepted one_of(std::vector<std::string> words);
/// Any text, in lower case: names that a registry knows.
Accepted in_any_case();
/// The same for schedules, which may be files.
Accepted schedule_in_any_case();

}  // namespace pyra
