#include "pictures/resize/resample.h"

#include "pictures/resize/filter.h"
#include "pictures/resize/taps.h"

namespace pyra {
namespace {

/// Rounds half away from zero, as Pillow does.
std::int32_t to_fixed_point(double weight) {
  return static_cast<std::int32_t>(weight * (1 << kWeightBits) + (weight < 0 ? -0.5 : 0.5));
}

}  // namespace

AxisPlan axis_plan(std::int64_t in, std::int64_t out, std::int64_t begin, std::int64_t count,
                   Interpolation interpolation) {
  const Filter filter = filter_of(interpolation);
  const auto weight = [&](double distance, double stretch) {
    return filter.weight(distance * (1.0 / stretch));
  };
  AxisPlan axis;
  axis.windows.reserve(static_cast<std::size_t>(count));
  std::vector<double> window;
  for (std::int64_t i = begin; i < begin + count; ++i) {
    const std::int64_t first = fill_taps(in, out, i, filter.support, weight, window);
    axis.windows.push_back({static_cast<std::int32_t>(first), static_cast<std::int32_t>(window.size()),
                            static_cast<std::int32_t>(axis.weights.size())});
    for (const double share : window) axis.weights.push_back(to_fixed_point(share));
  }
  return axis;
}

}  // namespace pyra
