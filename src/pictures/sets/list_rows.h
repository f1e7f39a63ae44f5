// The rows of a list file, before anything is made of their labels.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pictures/sets/csv_rows.h"

namespace pyra {

/// Valid while it is visited.
struct ListRow {
  std::string_view path;
  std::span<const std::string_view> targets;  // a field of each target column; of a plain list the label
  std::int64_t line = 0;
};

/// A list as text; its rows are visited, not kept, for there can be millions.
class ListText {
 public:
  /// is_target: as for find_csv_header(). Throws InputError for what is no text.
  ListText(const std::filesystem::path& file, IsTarget is_target);

  /// Takes fewer columns for targets than it was opened with.
  void narrow(IsTarget is_target) { header_ = find_csv_header(text_, is_target); }

  /// The first line names columns: a CSV file, whose labels may be names.
  bool csv() const { return header_.has_value(); }
  /// Of a CSV file: its target columns, and those that are not read.
  std::vector<std::string> targets() const;
  std::vector<std::string> unread() const { return csv() ? header_->others() : std::vector<std::string>{}; }
  /// The columns that its first line names, where `path` is one of them but no target is.
  std::vector<std::string> strangers() const {
    return csv() ? std::vector<std::string>{} : named_columns(text_);
  }
  std::size_t bytes() const { return text_.size(); }

  /// The lines as they are; see visit_lines().
  void lines(const std::function<void(std::int64_t number, std::string_view line)>& take) const;

  /// In order. Throws InputError, when it gets there, for what is no row.
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
