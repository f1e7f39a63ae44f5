// One table for people, for Markdown and for spreadsheets.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace pyra {

/// Rows may be shorter than `columns` (empty cells) but not longer (InputError).
struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

/// Aligned by display width, columns of numbers to the right, two spaces between columns, a rule under the
/// heading. Control characters become spaces, so that a cell cannot disturb the terminal. Ends with a new
/// line.
std::string to_text(const Table& table);
/// The same where no line is wider than `columns`; else a line a cell, "heading  value", an empty line
/// between rows.
std::string to_text(const Table& table, std::size_t columns);
/// GitHub's tables: | escaped, line breaks as <br>.
std::string to_markdown(const Table& table);
/// RFC 4180: commas, CRLF, quotes where needed. A cell that a spreadsheet would take for a formula (it begins
/// with = + - @, a tab or a carriage return, and is no number) gets a ' before it.
std::string to_csv(const Table& table);

}  // namespace pyra
