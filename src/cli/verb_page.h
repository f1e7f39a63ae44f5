// What there is to say about a verb, read off its command line: terminal help and the manual page are two
// ways to print it.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace pyra {

struct PageEntry {
  std::string spelling;  // "--data DIR"
  std::string text;
};

struct PageGroup {
  std::string title;
  std::vector<PageEntry> entries;
};

/// A paragraph; lines to be left as they are: commands; or a list of names and what they mean.
struct PageText {
  enum class Kind { paragraph, verbatim, list };
  Kind kind;
  std::vector<std::string> lines;  // a paragraph has one, a list none
  std::vector<PageEntry> entries = {};
};

struct VerbPage {
  std::string name;     // "pyra adapt"
  std::string summary;  // one line
  std::string usage;    // "pyra adapt --backbone FILE --data DIR [options]"
  std::vector<PageGroup> groups;
  std::vector<PageText> more;
};

/// `app` is a verb, or the program itself, whose verbs are its first group.
VerbPage page_of(const CLI::App& app);

/// "--data", or the name of a positional argument.
std::string plain_name(const CLI::Option& option);
/// "--data DIR": with what it takes.
std::string spelling_of(const CLI::Option& option);

}  // namespace pyra
