#include "cli/help_text.h"

#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "base/text/utf8.h"
#include "show/terminal.h"

namespace pyra {
namespace {

constexpr std::size_t kIndent = 2, kWidestSpelling = 26, kNarrow = 60, kLeast = 30;

std::string spaces(std::size_t count) { return std::string(count, ' '); }

std::size_t spelling_columns(const VerbPage& page) {
  std::size_t widest = 0;
  for (const PageGroup& group : page.groups) {
    for (const PageEntry& entry : group.entries) {
      const std::size_t columns = display_columns(entry.spelling);
      if (columns <= kWidestSpelling) widest = std::max(widest, columns);
    }
  }
  return widest;
}

/// The text beside the spelling; below it where the spelling is long or the terminal narrow.
void add_entry(std::string& out, const PageEntry& entry, std::size_t widest, std::size_t columns) {
  const std::size_t left = columns < kNarrow ? 3 * kIndent : kIndent + widest + 2;
  std::string line = spaces(kIndent) + entry.spelling;
  bool beside = columns >= kNarrow && display_columns(entry.spelling) <= widest;
  for (const std::string& text : wrapped(entry.text, columns - left)) {
    if (!beside) out += line + "\n";
    out += beside ? line + spaces(left - display_columns(line)) + text : spaces(left) + text;
    out += "\n";
    line.clear();
    beside = true;
  }
  if (entry.text.empty()) out += line + "\n";
}

/// A command that is too long goes on in the next line, as a shell reads it.
void add_command(std::string& out, std::string line, std::size_t columns) {
  const std::size_t indent = line.find_first_not_of(' ');
  while (line.size() > columns) {
    const std::size_t cut = line.rfind(" --", columns - 2);
    if (cut == std::string::npos || cut <= indent + 2) break;
    out += line.substr(0, cut) + " \\\n";
    line = spaces(indent + 4) + line.substr(cut + 1);
  }
  out += line + "\n";
}

}  // namespace

std::vector<std::string> wrapped(const std::string& text, std::size_t columns) {
  std::vector<std::string> lines;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (!lines.empty() && display_columns(lines.back()) + 1 + display_columns(word) <= columns) {
      lines.back() += " " + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

std::string help_text(const VerbPage& page, int columns, bool colours) {
  const std::size_t width = std::max(kLeast, static_cast<std::size_t>(std::max(columns, 0)));
  std::string out;
  const auto paragraph = [&](const std::string& text) {
    for (const std::string& line : wrapped(text, width)) out += line + "\n";
  };
  paragraph(page.name + ": " + page.summary);
  out += "\n";
  add_command(out, "Usage: " + page.usage, width);
  const std::size_t widest = spelling_columns(page);
  for (const PageGroup& group : page.groups) {
    out += "\n" + inked(group.title + ":", Ink::bold, colours) + "\n";
    for (const PageEntry& entry : group.entries) add_entry(out, entry, widest, width);
  }
  bool title = false;
  for (const PageText& text : page.more) {
    const bool prose = text.kind == PageText::Kind::paragraph;
    if (!title || prose) out += "\n";
    title = prose && text.lines.front().ends_with(":");
    for (const PageEntry& entry : text.entries) add_entry(out, entry, widest, width);
    if (title && text.lines.front().size() < 20) {
      out += inked(text.lines.front(), Ink::bold, colours) + "\n";
    } else if (!prose) {
      for (const std::string& line : text.lines) add_command(out, line, width);
    } else {
      paragraph(text.lines.front());
    }
  }
  return out;
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const {
  return help_text(page_of(*app), text_columns(STDOUT_FILENO), shows_colours(STDOUT_FILENO));
}

}  // namespace pyra
