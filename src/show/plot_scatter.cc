#include <algorithm>
#include <cmath>

#include "base/text/numbers.h"
#include "base/text/utf8.h"
#include "base/text/words.h"
#include "show/axis.h"
#include "show/place_labels.h"
#include "show/plots.h"
#include "show/svg.h"

namespace pyra {
namespace {

constexpr double kWidth = 440, kHeight = 310;
constexpr double kTop = 10, kBottom = 40, kRight = 14, kDot = 5;
constexpr double kLongestLabel = 150;

struct Point {
  std::size_t series = 0;
  double x = 0, y = 0;    // values
  double px = 0, py = 0;  // where they are drawn
};

std::vector<Point> drawable_points(const std::vector<Series>& series) {
  std::vector<Point> points;
  for (std::size_t s = 0; s < series.size(); ++s) {
    for (std::size_t i = 0; i < std::min(series[s].x.size(), series[s].y.size()); ++i) {
      if (drawable(series[s].x[i]) && drawable(series[s].y[i]))
        points.push_back({s, series[s].x[i], series[s].y[i]});
    }
  }
  return points;
}

// Room around the data, so that no dot sits on the frame.
Axis padded_axis(const Extent& extent, int ticks) {
  const double room = 0.06 * (extent.high() - extent.low());
  const double low = extent.low() >= 0 ? std::max(0.0, extent.low() - room) : extent.low() - room;
  return make_axis(low, extent.high() + room, {.ticks = ticks});
}

void draw_axes(Svg& svg, const Axis& x, const Axis& y, double left, const std::string& x_title) {
  const double bottom = kHeight - kBottom;
  for (const double tick : y.ticks) {
    const double at = y.place(tick, bottom, kTop);
    svg.line(left, at, kWidth - kRight, at, tick == y.low ? "base" : "grid");
    svg.text(left - 7, at + 4, Anchor::end, y.label(tick));
  }
  for (const double tick : x.ticks) {
    const double at = x.place(tick, left, kWidth - kRight);
    svg.line(at, bottom, at, bottom + 4, "base");
    svg.text(at, bottom + 17, Anchor::middle, x.label(tick));
  }
  svg.text((left + kWidth - kRight) / 2, kHeight - 3, Anchor::middle, x_title);
}

// One label a series, at its first point. Returns the names for which there was no room.
std::vector<std::string> draw_labels(Svg& svg, const std::vector<Series>& series,
                                     const std::vector<Point>& points, double left) {
  std::vector<Box> dots;
  std::vector<LabelRequest> requests;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point& p = points[i];
    dots.push_back({p.px - kDot, p.py - kDot, 2 * kDot, 2 * kDot});
    if (i > 0 && points[i - 1].series == p.series) continue;
    names.push_back(truncate_width(series[p.series].name, kTickFont, kLongestLabel));
    requests.push_back({p.px, p.py, text_width(names.back(), kTickFont), kTickFont + 2});
  }
  const auto placed = place_labels(requests, dots, {left, kTop, kWidth - left, kHeight - kBottom - kTop});
  std::vector<std::string> homeless;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (!placed[i]) {
      homeless.push_back(names[i]);
      continue;
    }
    const Box& box = *placed[i];
    const double near_x = std::clamp(requests[i].x, box.x, box.x + box.width);
    const double near_y = std::clamp(requests[i].y, box.y, box.y + box.height);
    if (std::hypot(near_x - requests[i].x, near_y - requests[i].y) > 11) {
      svg.line(requests[i].x, requests[i].y, near_x, near_y, "leader");
    }
    // Text is narrower than estimated: it leans towards its dot.
    const bool before = box.x + box.width < requests[i].x;
    const bool after = box.x > requests[i].x;
    const Anchor anchor = before ? Anchor::end : after ? Anchor::start : Anchor::middle;
    const double x = before ? box.x + box.width : after ? box.x : box.x + box.width / 2;
    svg.text(x, box.y + box.height - 3, anchor, names[i], "ink");
  }
  return homeless;
}

}  // namespace

std::string scatter_plot(const std::vector<Series>& series, const std::string& x_title,
                         const std::string& y_title, const std::vector<std::pair<double, double>>& front) {
  std::vector<Point> points = drawable_points(series);
  if (points.empty()) return "";
  Extent xs, ys;
  for (const Point& p : points) {
    xs.add(p.x);
    ys.add(p.y);
  }
  const Axis x = padded_axis(xs, 6), y = padded_axis(ys, 5);
  double left = 0;
  for (const double tick : y.ticks) left = std::max(left, text_width(y.label(tick), kTickFont) + 8);

  Svg svg(kWidth, kHeight);
  draw_axes(svg, x, y, left, x_title);
  for (std::size_t i = 1; i < front.size(); ++i) {
    const auto at = [&](std::size_t k) {
      return std::pair(x.place(front[k].first, left, kWidth - kRight),
                       y.place(front[k].second, kHeight - kBottom, kTop));
    };
    svg.line(at(i - 1).first, at(i - 1).second, at(i).first, at(i).second, "front");
  }
  std::vector<std::vector<std::pair<double, double>>> lines(series.size());
  for (Point& p : points) {
    p.px = x.place(p.x, left, kWidth - kRight);
    p.py = y.place(p.y, kHeight - kBottom, kTop);
    lines[p.series].emplace_back(p.px, p.py);
  }
  for (std::size_t s = 0; s < lines.size(); ++s) {
    if (lines[s].size() > 1) svg.curve(lines[s], s);
  }
  const std::vector<std::string> homeless = draw_labels(svg, series, points, left);
  for (const Point& p : points) {
    svg.dot(p.px, p.py, kDot, p.series,
            series[p.series].name + ": " + short_number(p.x) + ", " + short_number(p.y));
  }
  const std::string caption = homeless.empty() ? "" : "Not labelled for want of room: " + joined(homeless);
  const std::string heading =
      y_title.empty() || x_title.empty() ? y_title + x_title : y_title + " over " + x_title;
  return figure(heading, svg.finish(heading), caption);
}

}  // namespace pyra
