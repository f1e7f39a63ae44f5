// --picture-memory, the same for every verb that reads pictures.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>

namespace pyra {

/// Adds the option, which takes hold when it is parsed. Gives it, so that a verb can ask whether it was used.
CLI::Option* add_picture_memory(CLI::App& app);

}  // namespace pyra
