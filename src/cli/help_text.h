// What --help prints: a verb's page, as wide as the terminal.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "cli/verb_page.h"

namespace pyra {

/// `columns`: no line is longer, but for words that are. `colours`: titles in bold.
std::string help_text(const VerbPage& page, int columns, bool colours);

/// Words of `text` in lines of at most `columns`.
std::vector<std::string> wrapped(const std::string& text, std::size_t columns);

/// Asks the terminal at standard output.
class HelpFormatter final : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
};

}  // namespace pyra
