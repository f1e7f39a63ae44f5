#include "pictures/resize/resample.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace pyra {
namespace {

double bilinear(double x) {
  x = std::abs(x);
  return x < 1 ? 1 - x : 0;
}

/// Keys' cubic with a = -0.5.
double bicubic(double x) {
  constexpr double a = -0.5;
  x = std::abs(x);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
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
      return {bicubic, 2};
    case Interpolation::lanczos:
      return {lanczos, 3};
    case Interpolation::box:
      return {box, 0.5};
    case Interpolation::hamming:
      return {hamming, 1};
  }
  return {bicubic, 2};
}

/// Rounds half away from zero, as Pillow does.
std::int32_t to_fixed_point(double weight) {
  return static_cast<std::int32_t>(weight * (1 << kWeightBits) + (weight < 0 ? -0.5 : 0.5));
}

}  // namespace

AxisPlan axis_plan(std::int64_t in, std::int64_t out, std::int64_t begin, std::int64_t count,
                   Interpolation interpolation) {
  const Filter filter = filter_of(interpolation);
  const double scale = static_cast<double>(in) / static_cast<double>(out);
  const double stretch = std::max(scale, 1.0);  // antialiasing: reductions widen the filter
  const double support = filter.support * stretch;
  AxisPlan axis;
  axis.windows.reserve(static_cast<std::size_t>(count));
  std::vector<double> window;
  for (std::int64_t i = begin; i < begin + count; ++i) {
    const double center = (static_cast<double>(i) + 0.5) * scale;
    // Truncation, not floor, of a possibly negative number: the clamp to 0 makes them equal.
    const auto first = std::max<std::int64_t>(0, static_cast<std::int64_t>(center - support + 0.5));
    const auto last = std::min<std::int64_t>(in, static_cast<std::int64_t>(center + support + 0.5));
    window.clear();
    double sum = 0;
    for (std::int64_t x = first; x < last; ++x) {
      const double distance = (static_cast<double>(x) - center + 0.5) * (1.0 / stretch);
      window.push_back(filter.weight(distance));
      sum += window.back();
    }
    axis.windows.push_back({static_cast<std::int32_t>(first), static_cast<std::int32_t>(last - first),
                            static_cast<std::int32_t>(axis.weights.size())});
    for (double weight : window) axis.weights.push_back(to_fixed_point(sum != 0 ? weight / sum : weight));
  }
  return axis;
}

}  // namespace pyra
