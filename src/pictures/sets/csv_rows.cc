#include "pictures/sets/csv_rows.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text/words.h"
#include "pictures/sets/list_rows.h"

namespace pyra {
namespace {

/// The field at the front of `text`, which then begins with the separator, a line end or nothing. Returns the
/// lines it spans, beyond its first; -1 where a quote is not closed.
std::int64_t take_field(std::string_view& text, char separator, std::string& field) {
  field.clear();
  std::int64_t lines = 0;
  bool quoted = false;
  while (!text.empty()) {
    const char c = text[0];
    if (c == '"' && (quoted || trimmed(field).empty())) {
      if (quoted && text.substr(1).starts_with('"')) {
        field += '"';
        text.remove_prefix(1);
      } else {
        if (!quoted) field.clear();
        quoted = !quoted;
      }
    } else if (!quoted && (c == separator || c == '\n')) {
      break;
    } else {
      lines += c == '\n' ? 1 : 0;
      field += c;
    }
    text.remove_prefix(1);
  }
  return quoted ? -1 : lines;
}

constexpr char kSeparators[] = {',', ';', '\t'};

/// The fields of the first line, without blanks around them.
std::vector<std::string> first_line(std::string_view text, char separator) {
  std::string_view rest = text.substr(0, text.find('\n'));
  std::vector<std::string> fields;
  for (std::string field; take_field(rest, separator, field) >= 0;) {
    fields.emplace_back(trimmed(field));
    if (rest.empty()) break;
    rest.remove_prefix(1);
  }
  return fields;
}

}  // namespace

std::vector<std::string> CsvHeader::others() const {
  std::vector<std::string> others;
  for (std::size_t column = 0; column < names.size(); ++column) {
    const bool read = column == path || std::find(targets.begin(), targets.end(), column) != targets.end();
    if (!read && !names[column].empty()) others.push_back(names[column]);
  }
  return others;
}

std::optional<CsvHeader> find_csv_header(std::string_view text, IsTarget is_target) {
  for (const char separator : kSeparators) {
    CsvHeader header{separator, first_line(text, separator), 0, {}};
    std::set<std::string> seen;
    bool named = false;
    for (std::size_t column = 0; column < header.names.size(); ++column) {
      const std::string name = lower_case(header.names[column]);
      const bool path = name == "path";
      if (!path && (is_target == nullptr || !is_target(name))) continue;
      if (!seen.insert(name).second) header.twice = name;
      if (path)
        header.path = column;
      else
        header.targets.push_back(column);
      named = named || path;
    }
    if (named && (is_target == nullptr || !header.targets.empty())) return header;
  }
  return std::nullopt;
}

std::vector<std::string> named_columns(std::string_view text) {
  for (const char separator : kSeparators) {
    std::vector<std::string> names = first_line(text, separator);
    const auto is_path = [](const std::string& name) { return lower_case(name) == "path"; };
    if (names.size() > 1 && std::any_of(names.begin(), names.end(), is_path)) return names;
  }
  return {};
}

void read_csv_rows(
    const std::filesystem::path& file, std::string_view text, char separator,
    const std::function<void(std::int64_t line, const std::vector<std::string>& fields)>& take) {
  std::vector<std::string> fields;
  for (std::int64_t line = 1, begin = 1; !text.empty(); begin = line) {
    fields.clear();
    while (true) {
      const std::int64_t spanned = take_field(text, separator, fields.emplace_back());
      if (spanned < 0) refuse_line(file, begin, "a quote (\") that begins here is not closed");
      line += spanned;
      const bool more = !text.empty() && text[0] == separator;
      if (!text.empty()) text.remove_prefix(1);
      if (!more) break;
    }
    ++line;
    if (fields.size() > 1 || !trimmed(fields[0]).empty()) take(begin, fields);
  }
}

}  // namespace pyra
