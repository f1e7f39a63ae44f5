#include "base/order_statistics.h"

#include <algorithm>

#include "pyra/error.h"

namespace pyra {

double percentile(std::vector<double> values, double percent) {
  if (values.empty()) throw InputError("a percentile of no values was asked for; measure at least one call");
  std::sort(values.begin(), values.end());
  const double place = std::clamp(percent, 0.0, 100.0) / 100 * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

double median(const std::vector<double>& values) { return percentile(values, 50); }

}  // namespace pyra
