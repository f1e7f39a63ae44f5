#include "show/cell.h"

#include <algorithm>

namespace pyra {
namespace {

constexpr std::string_view kDigits = "0123456789";

bool is_dash(std::string_view text) { return text == "-" || text == "\u2013" || text == "\u2014"; }

void skip(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) == prefix) text.remove_prefix(prefix.size());
}

// Removes leading digits, thousands commas and one decimal point; false when there were no digits.
bool skip_number(std::string_view& text) {
  skip(text, "-");
  skip(text, "+");
  skip(text, "\u2212");
  const std::size_t end = std::min(text.find_first_not_of("0123456789.,"), text.size());
  const bool found = text.substr(0, end).find_first_of(kDigits) != std::string_view::npos;
  text.remove_prefix(end);
  return found;
}

}  // namespace

bool is_numeric_cell(std::string_view text) {
  if (is_dash(text)) return true;
  if (!skip_number(text)) return false;
  skip(text, " ");
  if (text.substr(0, 2) == "\u00B1") {
    skip(text, "\u00B1");
    skip(text, " ");
    if (!skip_number(text)) return false;
    skip(text, " ");
  }
  // What remains is a unit: short and without digits.
  return text.size() <= 8 && text.find_first_of(kDigits) == std::string_view::npos &&
         text.find("->") == std::string_view::npos;
}

bool column_is_numeric(std::size_t rows, const std::function<std::string_view(std::size_t)>& cell) {
  bool any = false;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::string_view text = cell(row);
    if (text.empty()) continue;
    if (!is_numeric_cell(text)) return false;
    any = any || !is_dash(text);
  }
  return any;
}

}  // namespace pyra
