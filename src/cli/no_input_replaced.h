// A file that is read is not the one that is written.
#pragma once

#include <CLI/CLI.hpp>

namespace pyra {

/// Throws InputError where an option that names a file to write names one that another option, or this one's
/// own verb, reads; by any path or link.
void check_no_input_is_replaced(const CLI::App& verb);

}  // namespace pyra
