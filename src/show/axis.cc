#include "show/axis.h"

#include <algorithm>
#include <cmath>

#include "base/text/numbers.h"

namespace pyra {
namespace {

// The smallest of 1, 2, 5 times a power of ten that is at least `rough`.
double nice_step(double rough) {
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

}  // namespace

bool drawable(double value) { return std::isfinite(value) && std::abs(value) < 1e100; }

Axis make_axis(double low, double high, const AxisOptions& options) {
  const double size = std::max(std::abs(low), std::abs(high));
  if (high - low <= 1e-9 * size || size < 1e-100) {  // constant as far as labels could tell
    const double room = options.integers ? std::max(1.0, size * 1e-6) : size < 1e-100 ? 1 : size * 0.1;
    const bool positive = low >= 0;
    low = positive ? std::max(0.0, low - room) : low - room;
    high += room;
  }
  Axis axis{low, high, nice_step((high - low) / std::max(1, options.ticks)), {}};
  if (options.integers) axis.step = std::max(1.0, axis.step);
  if (options.outward) {
    axis.low = std::floor(low / axis.step + 1e-9) * axis.step;
    axis.high = std::ceil(high / axis.step - 1e-9) * axis.step;
  }
  const double first = std::ceil(axis.low / axis.step - 1e-9);
  const double last = std::floor(axis.high / axis.step + 1e-9);
  for (double i = first; i <= last && axis.ticks.size() < 100; ++i) axis.ticks.push_back(i * axis.step);
  return axis;
}

double Axis::place(double value, double from, double to) const {
  return from + (value - low) / (high - low) * (to - from);
}

std::string Axis::label(double tick) const {
  if (tick == 0) return "0";
  if (step < 1e-4 || std::abs(tick) >= 1e7) return short_number(tick);
  return fixed_number(tick, step >= 1 ? 0 : static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
}

void Extent::add(double value) {
  if (!drawable(value)) return;
  const bool first = empty();
  low_ = first ? value : std::min(low_, value);
  high_ = first ? value : std::max(high_, value);
}

}  // namespace pyra
