// The command line as shell completion sees it: verbs, what they take, what completes a value.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pyra {

/// Option name, or verb, blank and option name -> the values it may have.
using OptionValues = std::map<std::string, std::vector<std::string>>;

enum class ArgumentKind { anything, files, folders, values };

struct CompletedArgument {
  std::vector<std::string> names;  // "--batch", "-b"; empty for a positional one
  bool takes_value = false;
  bool many = false;  // takes several values
  ArgumentKind kind = ArgumentKind::anything;
  std::vector<std::string> values;
  std::string description;
};

// The program itself or one of its subcommands.
struct CompletedVerb {
  std::string path;  // "" for the program, "adapt", "config show"
  std::string description;
  std::vector<CompletedArgument> options, positionals;
  std::vector<std::string> children;  // names of its subcommands
};

/// `app` and everything below it that help shows.
std::vector<CompletedVerb> completion_tree(const CLI::App& app, const OptionValues& values);

/// A word in single quotes; shells differ in how a quote is written inside.
std::string in_bash(std::string_view text);
std::string in_fish(std::string_view text);

/// The scripts; a verb's parent comes before it.
std::string bash_completion(const std::string& program, const std::vector<CompletedVerb>& verbs);
std::string fish_completion(const std::string& program, const std::vector<CompletedVerb>& verbs);

}  // namespace pyra
