// Checkpoints that are given by name: fetched before a verb sees them.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "cli/command.h"
#include "cli/model_name.h"

namespace pyra {

/// Options of `verb` whose type is kModelName get the path of what their value names, where that is a name
/// (fetch/remote_name.h); so verbs, the processes that they start and the records that they write know files
/// alone. Throws as fetch().
void fetch_named_models(CLI::App& verb, const Console& console);

/// Of one name. Ctrl-C ends it, and what came is kept.
std::filesystem::path fetch_model(const std::string& name, const Console& console);

}  // namespace pyra
