// torch's F.interpolate(mode="bicubic", align_corners=False), with antialias=True, which is what timm's
// resample_abs_pos_embed calls, and without, by a size or by a scale factor.
#include "architecture/positions/bicubic_taps.h"

#include <algorithm>
#include <cmath>

#include "pictures/resize/taps.h"

namespace pyra {
namespace {

/// Keys' cubic (IEEE TASSP 29, 1981), with the a that torch has where it does not antialias.
double torch_cubic(double x) {
  constexpr double a = -0.75;
  x = std::abs(x);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

/// Of place i where neighbours are `step` places of the input apart: the four around it, those beyond an edge
/// being the edge's.
Taps four_taps(std::int64_t in, std::int64_t i, double step) {
  const double at = (static_cast<double>(i) + 0.5) * step - 0.5;
  const auto before = static_cast<std::int64_t>(std::floor(at));
  const auto inside = [&](std::int64_t place) { return std::clamp<std::int64_t>(place, 0, in - 1); };
  Taps taps{inside(before - 1), {}};
  taps.weights.resize(static_cast<std::size_t>(inside(before + 2) - taps.first + 1));
  for (std::int64_t place = before - 1; place <= before + 2; ++place)
    taps.weights[static_cast<std::size_t>(inside(place) - taps.first)] +=
        torch_cubic(at - static_cast<double>(place));
  return taps;
}

Taps antialiased_taps(std::int64_t in, std::int64_t out, std::int64_t i) {
  Taps taps;
  const auto weight = [](double distance, double stretch) { return keys_cubic(distance / stretch); };
  taps.first = fill_taps(in, out, i, 2, weight, taps.weights);
  return taps;
}

}  // namespace

std::vector<Taps> bicubic_taps(PositionResizing rule, std::int64_t in, std::int64_t out) {
  // DINOv2's authors add 0.1 against rounding (facebookresearch/dino issue 8), which moves every place a
  // little.
  const double offset = rule == PositionResizing::offset ? 0.1 : 0;
  const double step = static_cast<double>(in) / (static_cast<double>(out) + offset);
  std::vector<Taps> taps;
  for (std::int64_t i = 0; i < out; ++i) {
    taps.push_back(rule == PositionResizing::antialiased ? antialiased_taps(in, out, i)
                                                         : four_taps(in, i, step));
  }
  return taps;
}

}  // namespace pyra
