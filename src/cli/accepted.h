// What an option accepts, checked while the command line is read, with messages that say what was given and
// what was expected. Numbers: option->check(...). Words: option->transform(...), so that they arrive as the
// program spells them.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace pyra {

/// Both ends belong to it.
CLI::Validator whole_in(std::int64_t least, std::int64_t most);
CLI::Validator number_in(double least, double most);
CLI::Validator number_above_zero();

/// One of these words, in any case.
CLI::Validator one_of(std::vector<std::string> words);
/// Any text, in lower case: names that a registry knows.
CLI::Validator in_any_case();
/// The same for schedules, which may be files.
CLI::Validator schedule_in_any_case();

/// A value that is true or false and may be left out, which means true.
CLI::Option* may_stand_alone(CLI::Option* option);

}  // namespace pyra
