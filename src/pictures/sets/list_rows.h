// The rows of a list file, before anything is made of their labels.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pictures/sets/csv_rows.h"

namespace pyra {

/// Valid while it is visited.
struct ListRow {
  std::string_view path, label;
  std::int64_t line = 0;
};

/// A list as text; its rows are visited, not kept, for there can be millions.
class ListText {
 public:
  /// Throws InputError for what is no text.
  explicit ListText(const std::filesystem::path& file);

  /// The first line names columns: a CSV file, whose labels may be names.
  bool csv() const { return header_.has_value(); }
  /// The columns of a CSV file that are not read.
  std::vector<std::string> unread() const { return csv() ? header_->others : std::vector<std::string>{}; }
  std::size_t bytes() const { return text_.size(); }

  /// The lines as they are; see visit_lines().
  void lines(const std::function<void(std::int64_t number, std::string_view line)>& take) const;

  /// In order. Throws InputError for a .csv whose first line does not name its columns, and, when it gets
  /// there, for what is no row.
  void visit(const std::function<void(const ListRow&)>& take) const;

 private:
  void visit_csv(const std::function<void(const ListRow&)>& take) const;

  std::filesystem::path file_;
  std::string text_;
  std::optional<CsvHeader> header_;
};

/// A line of the list, for messages.
[[noreturn]] void refuse_line(const std::filesystem::path& file, std::int64_t line, const std::string& what);

/// The file's lines with their numbers, without a byte order mark; a carriage return before the end of a line
/// is taken away.
void visit_lines(const std::filesystem::path& file, const std::string& what,
                 const std::function<void(std::int64_t number, std::string_view line)>& take);

/// Without blanks at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace pyra
