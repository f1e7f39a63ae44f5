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

/// Where the first line names `path` and `label`, in any case.
struct CsvHeader {
  char separator = ',';  // or ; or a tab
  std::size_t path = 0, label = 0, columns = 0;
  std::string twice = {};                // the one of both names that two columns have
  std::vector<std::string> others = {};  // names of the columns that are not read
};
std::optional<CsvHeader> find_csv_header(std::string_view text);

/// Every row with the number of the line that it begins on. Throws InputError, naming that line, for a quote
/// that is not closed.
void read_csv_rows(
    const std::filesystem::path& file, std::string_view text, char separator,
    const std::function<void(std::int64_t line, const std::vector<std::string>& fields)>& take);

}  // namespace pyra
