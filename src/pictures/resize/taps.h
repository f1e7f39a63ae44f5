// What one output position of an antialiased resize reads: Pillow's windows, which torch took over.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace pyra {

/// Keys' cubic with a = -0.5: Pillow's, and torch's with antialias, unlike the -0.75 that it uses without.
inline double keys_cubic(double x) {
  constexpr double a = -0.5;
  x = std::abs(x);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

/// Of an axis of `in` resized to `out`, output position i: fills `weights` (sum 1) and gives the first input
/// that they are for. `support`: how far the filter reaches where nothing shrinks. weight(distance, stretch)
/// is the filter at a distance in inputs; it divides by the stretch itself, since Pillow and torch round
/// there in two ways.
template <typename Weight>
std::int64_t fill_taps(std::int64_t in, std::int64_t out, std::int64_t i, double support,
                       const Weight& weight, std::vector<double>& weights) {
  const double scale = static_cast<double>(in) / static_cast<double>(out);
  const double stretch = std::max(scale, 1.0);  // when shrinking, the filter widens: that is the antialiasing
  const double reach = support * stretch;
  const double center = (static_cast<double>(i) + 0.5) * scale;
  // Truncation, not floor, of a possibly negative number: the clamp to 0 makes them equal.
  const auto first = std::max<std::int64_t>(0, static_cast<std::int64_t>(center - reach + 0.5));
  const auto last = std::min<std::int64_t>(in, static_cast<std::int64_t>(center + reach + 0.5));
  weights.clear();
  double sum = 0;
  for (std::int64_t x = first; x < last; ++x) {
    weights.push_back(weight(static_cast<double>(x) - center + 0.5, stretch));
    sum += weights.back();
  }
  if (sum != 0) {
    for (double& each : weights) each /= sum;
  }
  return first;
}

}  // namespace pyra
