#include "pictures/resize/filter.h"

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

}  // namespace

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

}  // namespace pyra
