#include "pictures/resize/resample.h"

#include <cmath>
#include <numbers>

#include "pictures/resize/taps.h"

namespace pyra {
namespace {

double bilinear(double x) {
  x = std::abs(x);
  return x < 1 ? 1 - x : 0;
}

double box(double x) { return x > -0.5 && x <= 0.5 ? 1 : 0; }

double sinc(double x) { return x == 0 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x); }

double hamming(double x) {
  x = std::abs(x);
  // The two numbers in float32: Pillow's have that precision, and bytes are rounded by them.
  return x < 1 ? sinc(x) * (0.54F + 0.46F * std::cos(std::numbers::pi * x)) : 0;
}

double lanczos(double x) { return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0; }

struct Filter {
  double (*weight)(double);
  double support;  // in pixels of the smaller picture
};

Filter filter_of(Interpolation interpolation) {
  switch (interpolation) {
    case Interpolation::bilinear:
      return {bilinear, 1};
    case Interpolation::bicubic:
      return {keys_cubic, 2};
    case Interpolation::lanczos:
      return {lanczos, 3};
    case Interpolation::box:
      return {box, 0.5};
    case Interpolation::hamming:
      return {hamming, 1};
  }
  return {keys_cubic, 2};
}

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
