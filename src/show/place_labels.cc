#include "show/place_labels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace pyra {
namespace {

constexpr double kGap = 7;  // from a dot's centre to a label beside it
constexpr int kRings = 14;  // distances that are tried, 5 px apart
constexpr double kPi = 3.14159265358979323846;

Box beside(const LabelRequest& r, double angle, double distance) {
  const double dx = std::cos(angle), dy = std::sin(angle);
  // The label's point nearest to the dot lies at `distance`: its box grows away from the dot.
  const double x = r.x + dx * distance - r.width * (1 - dx) / 2;
  const double y = r.y + dy * distance - r.height * (1 - dy) / 2;
  return {x, y, r.width, r.height};
}

bool inside(const Box& box, const Box& bounds) {
  return box.x >= bounds.x && box.y >= bounds.y && box.x + box.width <= bounds.x + bounds.width &&
         box.y + box.height <= bounds.y + bounds.height;
}

}  // namespace

std::vector<std::optional<Box>> place_labels(const std::vector<LabelRequest>& requests,
                                             const std::vector<Box>& obstacles, const Box& bounds) {
  // Right, left, above, below read best; then the diagonals and what lies between.
  constexpr std::array<double, 16> kAngles{0,  180, 270, 90,  315, 45,  225, 135,
                                           20, 340, 160, 200, 290, 250, 70,  110};
  std::vector<Box> taken = obstacles;
  std::vector<std::optional<Box>> placed(requests.size());
  // From the left, so that the result does not depend on the order of the series.
  std::vector<std::size_t> order(requests.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return requests[a].x < requests[b].x; });
  for (const std::size_t index : order) {
    for (int ring = 0; ring < kRings && !placed[index]; ++ring) {
      for (const double degrees : kAngles) {
        const Box box = beside(requests[index], degrees * kPi / 180, kGap + 5 * ring);
        const auto hits = [&](const Box& other) { return box.overlaps(other); };
        if (!inside(box, bounds) || std::any_of(taken.begin(), taken.end(), hits)) continue;
        placed[index] = box;
        taken.push_back(box);
        break;
      }
    }
  }
  return placed;
}

}  // namespace pyra
