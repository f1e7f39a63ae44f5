#include "pictures/sets/csv_rows.h"

#include <algorithm>
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

}  // namespace

std::optional<CsvHeader> find_csv_header(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  for (const char separator : {',', ';', '\t'}) {
    CsvHeader header{separator, line.size(), line.size()};
    std::string_view rest = line;
    for (std::string field; !rest.empty() || header.columns == 0; ++header.columns) {
      if (take_field(rest, separator, field) < 0) break;
      const std::string name = lower_case(std::string(trimmed(field)));
      for (auto [known, column] : {std::pair{"path", &header.path}, {"label", &header.label}}) {
        if (name != known) continue;
        if (*column < line.size()) header.twice = name;
        *column = header.columns;
      }
      if (name != "path" && name != "label" && !name.empty()) header.others.push_back(name);
      if (rest.empty()) {
        ++header.columns;
        break;
      }
      rest.remove_prefix(1);
    }
    if (header.path < line.size() && header.label < line.size()) return header;
  }
  return std::nullopt;
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
