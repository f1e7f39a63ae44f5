// Tab completion for shells, generated from the command line itself so that it never goes stale.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

namespace pyra {

/// A script to be sourced by `shell`: bash, zsh (through bashcompinit) or fish; InputError for another. It
/// completes the verbs of `app`, their options, and the values of an option:
/// - those listed in `values` under one of the option's names ("--device"), else those of a CLI::IsMember
/// check;
/// - folders or files where the option's type name says DIR, FILE or PATH (the checks ExistingDirectory,
/// ExistingFile,
///   ExistingPath, NonexistentPath do, or type_name("FILE")). Positional arguments likewise.
/// Options in a group with an empty name are hidden in help and left out here too.
std::string completion_script(const CLI::App& app, const std::string& shell,
                              const std::map<std::string, std::vector<std::string>>& values);

}  // namespace pyra
