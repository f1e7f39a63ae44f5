#include "show/table.h"

#include <algorithm>
#include <charconv>

#include "base/text/utf8.h"
#include "pyra/error.h"
#include "show/cell.h"
#include "show/visible.h"

namespace pyra {
namespace {

std::string_view cell_at(const std::vector<std::string>& row, std::size_t column) {
  return column < row.size() ? std::string_view(row[column]) : std::string_view();
}

void check(const Table& table) {
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    if (table.rows[r].size() <= table.columns.size()) continue;
    throw InputError("row " + std::to_string(r) + " of a table has " + std::to_string(table.rows[r].size()) +
                     " cells; expected at most its " + std::to_string(table.columns.size()) + " columns");
  }
}

bool numeric(const Table& table, std::size_t column) {
  return column_is_numeric(table.rows.size(), [&](std::size_t r) { return cell_at(table.rows[r], column); });
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::string spaces(width - std::min(width, display_columns(text)), ' ');
  return right ? spaces + text : text + spaces;
}

std::string markdown_cell(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool break_pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (break_pair) continue;
    if (text[i] == '|') {
      out += "\\|";
    } else if (text[i] == '\n' || text[i] == '\r') {
      out += "<br>";
    } else {
      out += text[i];
    }
  }
  return out;
}

/// A spreadsheet takes a field that begins so for a formula, and runs it, unless it is a number.
bool looks_like_formula(std::string_view text) {
  if (text.empty() || std::string_view("=+-@\t\r").find(text.front()) == std::string_view::npos) return false;
  const std::string_view unsigned_part = text.substr(text.front() == '+' || text.front() == '-' ? 1 : 0);
  double value = 0;
  const auto [end, wrong] =
      std::from_chars(unsigned_part.data(), unsigned_part.data() + unsigned_part.size(), value);
  return wrong != std::errc() || end != unsigned_part.data() + unsigned_part.size() ||
         unsigned_part.front() == '-';
}

/// A table may be shown on a terminal, which obeys control characters: they are spelled as visible() spells
/// them. Bytes that are not UTF-8 stay, for they are how the system names a file.
std::string without_controls(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint c = first_code_point(text);
    const bool layout = c.value == '\n' || c.value == '\t' || c.value == '\r';
    const bool spelled = c.valid && ((is_control(c.value) && !layout) || turns_direction(c.value));
    out += spelled ? visible(text.substr(0, c.bytes)) : std::string(text.substr(0, c.bytes));
    text.remove_prefix(c.bytes);
  }
  return out;
}

std::string csv_cell(std::string_view text) {
  const std::string harmless = (looks_like_formula(text) ? "'" : "") + without_controls(text);
  if (harmless.find_first_of(",\"\r\n") == std::string::npos) return harmless;
  std::string out = "\"";
  for (const char c : harmless) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

/// A line a cell, an empty line between rows.
std::string to_records(const Table& table) {
  std::size_t width = 0;
  for (const std::string& name : table.columns) width = std::max(width, display_columns(printable(name)));
  std::string text;
  for (const auto& row : table.rows) {
    if (!text.empty()) text += "\n";
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (cell_at(row, c).empty()) continue;
      text += padded(printable(table.columns[c]), width, false) + "  " + printable(cell_at(row, c)) + "\n";
    }
  }
  return text;
}

}  // namespace

std::string to_text(const Table& table) {
  check(table);
  const std::size_t columns = table.columns.size();
  std::vector<std::size_t> width(columns);
  std::vector<bool> right(columns);
  for (std::size_t c = 0; c < columns; ++c) {
    right[c] = numeric(table, c);
    width[c] = display_columns(printable(table.columns[c]));
    for (const auto& row : table.rows)
      width[c] = std::max(width[c], display_columns(printable(cell_at(row, c))));
  }
  const auto line = [&](const std::vector<std::string>& row) {
    std::string text;
    for (std::size_t c = 0; c < columns; ++c) {
      text += (c > 0 ? "  " : "") + padded(printable(cell_at(row, c)), width[c], right[c]);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text + "\n";
  };
  std::string rule;
  for (std::size_t c = 0; c < columns; ++c) {
    rule += c > 0 ? "  " : "";
    for (std::size_t i = 0; i < width[c]; ++i) rule += "\u2500";
  }
  std::string out = line(table.columns) + rule + "\n";
  for (const auto& row : table.rows) out += line(row);
  return out;
}

std::string to_text(const Table& table, std::size_t columns) {
  std::string aligned = to_text(table);
  const std::size_t heading = aligned.find('\n') + 1;  // the rule below it is as wide as the table
  const std::string rule = aligned.substr(heading, aligned.find('\n', heading) - heading);
  return display_columns(rule) <= columns ? aligned : to_records(table);
}

std::string to_markdown(const Table& table) {
  check(table);
  const auto line = [&](const std::vector<std::string>& row) {
    std::string text = "|";
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      text += " " + markdown_cell(cell_at(row, c)) + " |";
    return text + "\n";
  };
  std::string rule = "|";
  for (std::size_t c = 0; c < table.columns.size(); ++c) rule += numeric(table, c) ? " ---: |" : " --- |";
  std::string out = line(table.columns) + rule + "\n";
  for (const auto& row : table.rows) out += line(row);
  return out;
}

std::string to_csv(const Table& table) {
  check(table);
  const auto line = [&](const std::vector<std::string>& row) {
    std::string text;
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      text += (c > 0 ? "," : "") + csv_cell(cell_at(row, c));
    return text + "\r\n";
  };
  std::string out = line(table.columns);
  for (const auto& row : table.rows) out += line(row);
  return out;
}

}  // namespace pyra
