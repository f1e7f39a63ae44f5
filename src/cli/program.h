// The command line put together: every verb with its options and what they share.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <optional>

#include "cli/command.h"

namespace pyra {

class Program {
 public:
  /// `console` gets what the shared options say; it must outlive this.
  explicit Program(Console& console);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// Reads the command line. The exit status where the program ends here: help, version, bad usage.
  std::optional<int> parse(int argc, const char* const* argv);
  /// The verb that was asked for. Throws InputError where this program was built without it.
  void run(const Console& console) const;

 private:
  void add_verb(const CommandEntry& entry, Console& console);

  CLI::App app_;
  std::map<CLI::App*, std::unique_ptr<Command>> verbs_;  // null: built without what it needs
};

}  // namespace pyra
