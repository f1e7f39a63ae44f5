// The rows of a list file, before anything is made of their labels.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace pyra {

struct ListRow {
  std::string path, label;
  std::int64_t line = 0;
};

struct ListRows {
  std::vector<ListRow> rows;
  bool csv = false;  // labels may be names
};

/// Throws InputError naming file and line for what is no row.
ListRows read_list_rows(const std::filesystem::path& list_file);

/// Whether the first line names the columns of a CSV list.
bool is_csv_list(const std::filesystem::path& file);

/// A line of the list, for messages.
[[noreturn]] void refuse_line(const std::filesystem::path& file, std::int64_t line, const std::string& what);

/// The file's lines, without a byte order mark; a carriage return before the end of a line is taken away.
std::vector<std::string> read_lines(const std::filesystem::path& file, const std::string& what);

/// Without blanks at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace pyra
