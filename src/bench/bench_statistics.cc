#include "bench/bench_statistics.h"

#include <algorithm>
#include <cmath>

namespace pyra {

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
