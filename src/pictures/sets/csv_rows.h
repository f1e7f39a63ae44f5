// CSV as spreadsheets write it (RFC 4180): quoted fields may hold separators, quotes (doubled) and new lines.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pyra {

/// Whether a column, by its name in lower case, says something of the pictures that is to be read.
using IsTarget = bool (*)(const std::string& name);

/// Where the first line names `path` and a target, in any case.
struct CsvHeader {
  char separator = ',';              // or ; or a tab
  std::vector<std::string> names;    // of all columns, as they stand there
  std::size_t path = 0;              // its column
  std::vector<std::size_t> targets;  // columns of those, in order
  std::string twice = {};            // a name of these that two columns have
  /// Names of the columns that are neither.
  std::vector<std::string> others() const;
};
/// Empty where it does not. is_target null: `path` alone is wanted, and no column is a target.
std::optional<CsvHeader> find_csv_header(std::string_view text, IsTarget is_target);

/// The names of the first line's columns where `path` is among them, whatever the others are; else none.
std::vector<std::string> named_columns(std::string_view text);

/// Every row with the number of the line that it begins on. Throws InputError, naming that line, for a quote
/// that is not closed.
void read_csv_rows(
    const std::filesystem::path& file, std::string_view text, char separator,
    const std::function<void(std::int64_t line, const std::vector<std::string>& fields)>& take);

}  // namespace pyra
