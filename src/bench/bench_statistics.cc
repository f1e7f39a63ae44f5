#include "bench/bench_statistics.h"

#include <algorithm>
#include <cmath>

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

Spread spread(const std::vector<double>& values) {
  const double middle = median(values);
  const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  return {middle, *least, *greatest};
}

Timing summarise(const std::vector<std::vector<double>>& rounds, std::int64_t batch) {
  const auto pictures = static_cast<double>(batch);
  std::vector<double> rates, all;
  for (const std::vector<double>& calls : rounds) {
    rates.push_back(pictures / median(calls));
    for (const double seconds : calls) all.push_back(seconds * 1e3);
  }
  Timing timing;
  timing.img_per_s = spread(rates);
  timing.ms = 1e3 * pictures / timing.img_per_s.median;
  timing.ms_p50 = percentile(all, 50);
  timing.ms_p90 = percentile(all, 90);
  timing.ms_p99 = percentile(all, 99);
  timing.calls = static_cast<std::int64_t>(all.size());
  return timing;
}

}  // namespace pyra
