#include "bench/break_even.h"

#include <algorithm>

namespace pyra {

BreakEven find_break_even(std::int64_t most, const std::function<double(std::int64_t rate)>& speedup) {
  BreakEven found;
  const auto pays = [&](std::int64_t rate) {
    const double gain = speedup(rate);
    found.points.push_back({rate, gain});
    return gain > 1;
  };
  std::int64_t too_small = 0;
  for (std::int64_t rate = 1; rate <= most && !found.rate;) {
    if (pays(rate)) {
      found.rate = rate;
    } else {
      too_small = rate;
      rate = rate == most ? most + 1 : std::min(2 * rate, most);
    }
  }
  while (found.rate && *found.rate - too_small > 1) {
    const std::int64_t middle = (*found.rate + too_small) / 2;
    if (pays(middle)) {
      found.rate = middle;
    } else {
      too_small = middle;
    }
  }
  std::sort(found.points.begin(), found.points.end(),
            [](const auto& a, const auto& b) { return a.rate < b.rate; });
  return found;
}

}  // namespace pyra
