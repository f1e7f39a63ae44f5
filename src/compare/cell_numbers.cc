#include "compare/cell_numbers.h"

#include <cmath>

#include "base/json/json_fields.h"
#include "tasks/list.h"

namespace pyra {
namespace {

using Kind = CellNumberKind;

std::vector<CellNumber> make_numbers() {
  std::vector<CellNumber> numbers;
  for (const Task& task : tasks()) {
    for (const Metric& metric : task.metrics)
      numbers.push_back({metric.key, metric.unit == "%" ? Kind::percent : Kind::number});
  }
  for (const CellNumber& number : {CellNumber{"count", Kind::count},
                                   {"skipped", Kind::count},
                                   {"gmac", Kind::amount},
                                   {"gmac_uncompressed", Kind::amount},
                                   {"trainable_parameters", Kind::count},
                                   {"epochs", Kind::count},
                                   {"train_count", Kind::count},
                                   {"train_seconds", Kind::measured},
                                   {"train_img_per_s", Kind::measured},
                                   {"peak_rss_mb", Kind::measured}})
    numbers.push_back(number);
  return numbers;
}

constexpr double kMostCounted = 1e15;  // as far as every whole number is one of double precision

}  // namespace

const std::vector<CellNumber>& cell_numbers() {
  static const std::vector<CellNumber> numbers = make_numbers();
  return numbers;
}

std::optional<double> read_cell_number(const CellNumber& number, const nlohmann::json& json) {
  const auto found = json.find(number.name);
  if (found == json.end() || found->is_null()) return std::nullopt;
  const auto value = field<double>(json, number.name);
  const auto expect = [&](bool fine, const char* expected) {
    if (!fine) refuse_value(number.name, *found, expected);
  };
  switch (number.kind) {
    case Kind::percent:
      expect(value >= 0 && value <= 100, "a share of 0 to 100 %");
      return value;
    case Kind::number:
      expect(std::isfinite(value), "a number");
      return value;
    case Kind::count:
      expect(value >= 0 && value <= kMostCounted && value == std::floor(value),
             "a whole number of 0 or more");
      return value;
    case Kind::amount:
      expect(value > 0 && std::isfinite(value), "a number above 0");
      return value;
    case Kind::measured:
      expect(value >= 0 && std::isfinite(value), "a number of 0 or more");
      return std::round(value * 100) / 100;  // digits that say all a time or a size of memory has to say
  }
  return value;
}

}  // namespace pyra
