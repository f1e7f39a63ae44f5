#include "tasks/regression/list_of_values.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

#include "base/text/numbers.h"
#include "base/text/words.h"
#include "pictures/sets/class_folders.h"
#include "pictures/sets/name_key.h"
#include "pyra/error.h"
#include "tasks/target_table.h"

namespace pyra {
namespace {

constexpr std::string_view kPrefix = "value_";

/// "value_Width" is called "Width".
std::string name_of(const std::string& column) {
  const bool named = lower_case(column).starts_with(kPrefix) && column.size() > kPrefix.size();
  return named ? column.substr(kPrefix.size()) : column;
}

double parse_value(std::string_view text, const ListRow& row, const std::string& column,
                   const std::filesystem::path& file) {
  const auto refuse = [&](const std::string& expected) {
    refuse_line(file, row.line, "column `" + column + "` holds '" + readable(text) + "'; " + expected);
  };
  if (text.empty()) refuse("expected a number: leave out pictures whose value is not known");
  std::string_view digits = text;
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() ||
      !std::isfinite(static_cast<float>(value)))
    refuse(text.find(',') != std::string_view::npos ? "expected a number with a decimal point, not a comma"
                                                    : "expected a finite number");
  return value;
}

/// What a column's values are in.
struct Range {
  double low = std::numeric_limits<double>::infinity(), high = -low;
};

/// Times in seconds since 1970 are such: models compute with float32 numbers, which would be all the same.
void check_resolution(const Range& range, const std::string& column, const std::filesystem::path& file) {
  constexpr double kSteps = 1024;  // of float32, between the lowest and the highest
  const double largest = std::max(std::abs(range.low), std::abs(range.high));
  const double step = largest * std::numeric_limits<float>::epsilon();
  if (range.high == range.low || range.high - range.low >= kSteps * step) return;
  throw InputError(
      file.string() + ": column `" + column + "` holds numbers from " + three_digits(range.low) + " to " +
      three_digits(range.high) + ", which differ by " + three_digits(range.high - range.low) +
      " alone: too little for float32 numbers of that size; subtract a constant from all of them");
}

}  // namespace

bool is_value_column(const std::string& column) {
  constexpr std::string_view kValue = "value";
  if (!column.starts_with(kValue)) return false;
  const std::string_view rest = std::string_view(column).substr(kValue.size());
  const bool number = rest.find_first_not_of("0123456789") == std::string_view::npos;
  return number || (rest.starts_with('_') && rest.size() > 1);
}

void take_values(Dataset& dataset, const ListText& list, const std::filesystem::path& file) {
  const std::vector<std::string> columns = list.targets();
  std::set<std::string> taken;
  for (const std::string& column : columns) {
    dataset.class_names.push_back(name_of(column));
    check_class_name(dataset.class_names.back(), file.string() + ":1");
    if (!taken.insert(name_key(dataset.class_names.back())).second)
      refuse_line(file, 1, "two columns hold the value `" + dataset.class_names.back() + "`; rename one");
  }
  std::vector<float> targets;
  targets.reserve(dataset.samples.size() * columns.size());
  std::vector<Range> ranges(columns.size());
  list.visit([&](const ListRow& row) {
    for (std::size_t k = 0; k < columns.size(); ++k) {
      const double value = parse_value(row.targets[k], row, columns[k], file);
      ranges[k] = {std::min(ranges[k].low, value), std::max(ranges[k].high, value)};
      targets.push_back(static_cast<float>(value));
    }
  });
  for (std::size_t k = 0; k < columns.size(); ++k) check_resolution(ranges[k], columns[k], file);
  set_table(dataset, std::move(targets));
}

void match_values(Dataset& dataset, const ClassScheme& scheme, const std::string& origin) {
  std::vector<std::size_t> from;
  for (const std::string& name : scheme.names) {
    const auto found =
        std::find_if(dataset.class_names.begin(), dataset.class_names.end(),
                     [&](const std::string& column) { return name_key(column) == name_key(name); });
    if (found == dataset.class_names.end()) {
      throw InputError(origin + " lacks the value '" + readable(name) + "' of " + scheme.owner + "; it has " +
                       quote_few(dataset.class_names));
    }
    from.push_back(static_cast<std::size_t>(found - dataset.class_names.begin()));
  }
  std::vector<std::string> others;
  for (std::size_t k = 0; k < dataset.class_names.size(); ++k) {
    if (std::find(from.begin(), from.end(), k) == from.end()) others.push_back(dataset.class_names[k]);
  }
  if (!others.empty())
    dataset.notes.push_back(origin + ": " + scheme.owner + " knows nothing of " + quote_few(others) +
                            ", which is not read");
  const std::size_t columns = dataset.class_names.size();
  std::vector<float> targets;
  for (std::size_t row = 0; row < dataset.samples.size(); ++row) {
    for (const std::size_t k : from) targets.push_back((*dataset.targets)[row * columns + k]);
  }
  set_table(dataset, std::move(targets));
  dataset.class_names = scheme.names;
}

std::vector<std::string> notes_on_values(const Dataset& training) {
  std::vector<std::string> notes;
  for (std::size_t k = 0; k < training.class_names.size(); ++k) {
    double low = INFINITY, high = -INFINITY, sum = 0;
    for (const Sample& sample : training.samples) {
      const auto value = static_cast<double>(training.target(sample).values[k]);
      low = std::min(low, value);
      high = std::max(high, value);
      sum += value;
    }
    const std::string name = "value '" + readable(training.class_names[k]) + "': ";
    if (low == high)
      notes.push_back(name + "always " + three_digits(low) + ", so there is nothing to learn");
    else
      notes.push_back(name + three_digits(low) + " to " + three_digits(high) + ", mean " +
                      three_digits(sum / static_cast<double>(training.samples.size())));
  }
  return notes;
}

}  // namespace pyra
