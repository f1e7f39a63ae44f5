// What is wrong with a command line, for people: what was typed, what there is, what was probably meant.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

namespace pyra {

/// Of the first word, before the options are looked at. Empty where it is a verb, or an option of the
/// program.
std::optional<std::string> unknown_verb(const CLI::App& app, int argc, const char* const* argv);

/// What the parser found; `app` is the program.
std::string explain(const CLI::ParseError& error, const CLI::App& app);

}  // namespace pyra
