// Options that take the name of a file or a folder, given none.
#pragma once

#include <CLI/CLI.hpp>

namespace pyra {

/// Throws InputError for the first such option of `verb` whose value is empty, as a script's unset variable
/// leaves it: passed on, it would mean the same as the option left out.
void check_names_are_given(const CLI::App& verb);

}  // namespace pyra
