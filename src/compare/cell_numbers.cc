#include "compare/cell_numbers.h"

#include <array>
#include <cmath>

#include "base/json/json_fields.h"

namespace pyra {
namespace {

using Kind = CellNumberKind;

constexpr std::array kNumbers{CellNumber{"top1", Kind::percent},
                              CellNumber{"top5", Kind::percent},
                              CellNumber{"count", Kind::count},
                              CellNumber{"skipped", Kind::count},
                              CellNumber{"gmac", Kind::amount},
                              CellNumber{"gmac_uncompressed", Kind::amount},
                              CellNumber{"trainable_parameters", Kind::count},
                              CellNumber{"epochs", Kind::count},
                              CellNumber{"train_count", Kind::count},
                              CellNumber{"train_seconds", Kind::measured},
                              CellNumber{"train_img_per_s", Kind::measured},
                              CellNumber{"peak_rss_mb", Kind::measured}};

constexpr double kMostCounted = 1e15;  // as far as every whole number is one of double precision

}  // namespace

std::span<const CellNumber> cell_numbers() { return kNumbers; }

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
