#include "data/list_rows.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "data/csv_rows.h"
#include "data/name_key.h"
#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& path, const std::string& what) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) throw InputError(path.string() + ": no such " + what);
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError(path.string() + ": cannot be opened; check its permissions");
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  if (text.find('\0') != std::string::npos) {
    throw InputError(path.string() +
                     ": holds zero bytes, so it is no text in UTF-8 (save it as such) or no " + what);
  }
  return text;
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// Lines of `path label`; the path may hold spaces.
std::vector<ListRow> plain_rows(const fs::path& file, std::string_view text) {
  std::vector<ListRow> rows;
  std::int64_t number = 0;
  for (const std::string& line : split_lines(text)) {
    ++number;
    const std::string_view row = trimmed(line);
    if (row.empty()) continue;
    const std::size_t space = row.find_last_of(" \t");
    if (space == std::string::npos && line.find_first_of(" \t") != 0) {
      refuse_line(file, number, "'" + readable(row.substr(0, 80)) + "' has no label, expected `path label`");
    }
    const std::size_t before = space == std::string::npos ? 0 : space;
    const std::string_view label = space == std::string::npos ? row : row.substr(space + 1);
    rows.push_back({std::string(trimmed(row.substr(0, before))), std::string(label), number});
  }
  return rows;
}

std::vector<ListRow> csv_list(const fs::path& file, std::string_view text, const CsvHeader& header) {
  std::vector<ListRow> rows;
  bool first = true;
  read_csv_rows(file, text, header.separator, [&](std::int64_t line, const std::vector<std::string>& fields) {
    if (std::exchange(first, false) || (fields.size() == 1 && trimmed(fields[0]).empty())) return;
    if (fields.size() <= std::max(header.path, header.label)) {
      refuse_line(file, line,
                  std::to_string(fields.size()) + " fields, expected " + std::to_string(header.columns) +
                      " as in the first line");
    }
    rows.push_back(
        {std::string(trimmed(fields[header.path])), std::string(trimmed(fields[header.label])), line});
  });
  return rows;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

void refuse_line(const fs::path& file, std::int64_t line, const std::string& what) {
  throw InputError(file.string() + ":" + std::to_string(line) + ": " + what);
}

std::vector<std::string> read_lines(const fs::path& file, const std::string& what) {
  return split_lines(read_text(file, what));
}

bool is_csv_list(const fs::path& file) { return find_csv_header(read_text(file, "list file")).has_value(); }

ListRows read_list_rows(const fs::path& list_file) {
  const std::string text = read_text(list_file, "list file");
  if (const auto header = find_csv_header(text)) return {csv_list(list_file, text, *header), true};
  if (list_file.extension() == ".csv" && !trimmed(text).empty()) {
    throw InputError(
        list_file.string() +
        ":1: the first line of a CSV file has to name its columns, `path` and `label` among them");
  }
  return {plain_rows(list_file, text), false};
}

}  // namespace pyra
