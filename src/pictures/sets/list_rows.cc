#include "pictures/sets/list_rows.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "pictures/sets/name_key.h"
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

void each_line(std::string_view text,
               const std::function<void(std::int64_t number, std::string_view line)>& take) {
  for (std::int64_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    take(number, line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
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

void visit_lines(const fs::path& file, const std::string& what,
                 const std::function<void(std::int64_t number, std::string_view line)>& take) {
  each_line(read_text(file, what), take);
}

ListText::ListText(const fs::path& file, IsTarget is_target)
    : file_(file), text_(read_text(file, "list file")), header_(find_csv_header(text_, is_target)) {}

std::vector<std::string> ListText::targets() const {
  std::vector<std::string> names;
  for (const std::size_t column : csv() ? header_->targets : std::vector<std::size_t>{})
    names.push_back(header_->names[column]);
  return names;
}

void ListText::lines(const std::function<void(std::int64_t number, std::string_view line)>& take) const {
  each_line(text_, take);
}

void ListText::visit(const std::function<void(const ListRow&)>& take) const {
  if (csv()) return visit_csv(take);
  each_line(text_, [&](std::int64_t number, std::string_view line) {
    const std::string_view row = trimmed(line);
    if (row.empty()) return;
    // A line of `path label`; the path may hold spaces.
    const std::size_t space = row.find_last_of(" \t");
    if (space == std::string_view::npos && line.find_first_of(" \t") != 0)
      refuse_line(file_, number, "'" + readable(row.substr(0, 80)) + "' has no label, expected `path label`");
    const bool both = space != std::string_view::npos;
    const std::string_view label = both ? row.substr(space + 1) : row;
    take({both ? trimmed(row.substr(0, space)) : std::string_view{}, {&label, 1}, number});
  });
}

void ListText::visit_csv(const std::function<void(const ListRow&)>& take) const {
  if (!header_->twice.empty()) {
    refuse_line(file_, 1,
                "two columns are named `" + header_->twice +
                    "`, so it is unclear which one is meant; rename or remove the other");
  }
  const std::size_t needed =
      1 + std::max(header_->path, header_->targets.empty() ? 0 : header_->targets.back());
  bool first = true;
  std::vector<std::string_view> targets(header_->targets.size());
  const auto row = [&](std::int64_t line, const std::vector<std::string>& fields) {
    if (std::exchange(first, false) || (fields.size() == 1 && trimmed(fields[0]).empty())) return;
    const auto blank = [](const std::string& field) { return trimmed(field).empty(); };
    const std::size_t beyond = std::min(fields.size(), header_->names.size());
    if (fields.size() < needed ||
        !std::all_of(fields.begin() + static_cast<std::ptrdiff_t>(beyond), fields.end(), blank)) {
      refuse_line(file_, line,
                  std::to_string(fields.size()) + " fields, expected " +
                      std::to_string(header_->names.size()) +
                      " as in the first line (a field that holds the separator needs quotes)");
    }
    for (std::size_t i = 0; i < targets.size(); ++i) targets[i] = trimmed(fields[header_->targets[i]]);
    take({trimmed(fields[header_->path]), targets, line});
  };
  read_csv_rows(file_, text_, header_->separator, row);
}

}  // namespace pyra
