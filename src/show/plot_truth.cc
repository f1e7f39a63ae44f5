#include <algorithm>

#include "base/text/numbers.h"
#include "base/text/utf8.h"
#include "show/axis.h"
#include "show/plots.h"
#include "show/svg.h"

namespace pyra {
namespace {

constexpr double kWidth = 360, kHeight = 330;
constexpr double kTop = 10, kBottom = 40, kRight = 14, kDot = 2.5;
constexpr std::size_t kMost = 1000;

}  // namespace

std::string truth_plot(const std::string& name, const std::vector<std::pair<double, double>>& points) {
  std::vector<std::pair<double, double>> shown;
  Extent both;
  const std::size_t count = std::min(points.size(), kMost);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& point = points[i * points.size() / count];
    if (!drawable(point.first) || !drawable(point.second)) continue;
    shown.push_back(point);
    both.add(point.first);
    both.add(point.second);
  }
  if (shown.empty()) return "";
  const double room = 0.04 * (both.high() - both.low());
  const Axis axis = make_axis(both.low() - room, both.high() + room, {.ticks = 5});
  double left = 0;
  for (const double tick : axis.ticks) left = std::max(left, text_width(axis.label(tick), kTickFont) + 8);
  const double right = kWidth - kRight, bottom = kHeight - kBottom;
  Svg svg(kWidth, kHeight);
  for (const double tick : axis.ticks) {
    const double x = axis.place(tick, left, right), y = axis.place(tick, bottom, kTop);
    svg.line(left, y, right, y, "grid");
    svg.text(left - 7, y + 4, Anchor::end, axis.label(tick));
    svg.line(x, bottom, x, bottom + 4, "base");
    svg.text(x, bottom + 17, Anchor::middle, axis.label(tick));
  }
  svg.line(left, bottom, right, kTop, "front");
  svg.text((left + right) / 2, kHeight - 3, Anchor::middle, "true");
  for (const auto& [truth, answer] : shown) {
    svg.dot(axis.place(truth, left, right), axis.place(answer, bottom, kTop), kDot, 0,
            short_number(truth) + " answered as " + short_number(answer));
  }
  const std::string heading = name + ": answered over true";
  return figure(heading, svg.finish(heading), count < points.size() ? "a thousand of the pictures" : "");
}

}  // namespace pyra
