#include "pictures/resize/random_crop.h"

#include <algorithm>
#include <cmath>

namespace pyra {

Rect random_crop(std::int64_t width, std::int64_t height, Random& random) {
  constexpr double kLeastArea = 0.08, kLeastRatio = 3.0 / 4.0, kMostRatio = 4.0 / 3.0;
  constexpr int kTries = 10;
  const double area = static_cast<double>(width) * static_cast<double>(height);
  for (int i = 0; i < kTries; ++i) {
    const double wanted = area * random.uniform(kLeastArea, 1);
    const double ratio = std::exp(random.uniform(std::log(kLeastRatio), std::log(kMostRatio)));
    const auto w = static_cast<std::int64_t>(std::nearbyint(std::sqrt(wanted * ratio)));
    const auto h = static_cast<std::int64_t>(std::nearbyint(std::sqrt(wanted / ratio)));
    if (w < 1 || h < 1 || w > width || h > height) continue;
    const auto y = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(height - h + 1)));
    const auto x = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(width - w + 1)));
    return {x, y, w, h};
  }
  const double ratio = static_cast<double>(width) / static_cast<double>(height);
  Rect part{0, 0, width, height};
  if (ratio < kLeastRatio) {
    part.height = static_cast<std::int64_t>(std::nearbyint(static_cast<double>(width) / kLeastRatio));
  } else if (ratio > kMostRatio) {
    part.width = static_cast<std::int64_t>(std::nearbyint(static_cast<double>(height) * kMostRatio));
  }
  part.width = std::min(part.width, width);
  part.height = std::min(part.height, height);
  part.x = (width - part.width) / 2;
  part.y = (height - part.height) / 2;
  return part;
}

}  // namespace pyra
