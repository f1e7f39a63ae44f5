#include <algorithm>
#include <cmath>

#include "base/text/numbers.h"
#include "base/text/utf8.h"
#include "show/axis.h"
#include "show/plots.h"
#include "show/svg.h"

namespace pyra {
namespace {

constexpr double kWidth = 440, kHeight = 250;
constexpr double kTop = 10, kBottom = 38, kRight = 14;
constexpr std::size_t kDotted = 12;  // up to so many points each gets a dot; beyond, dots would fray the line
constexpr std::size_t kMostPoints = 800;  // more would not be seen, only downloaded

struct Frame {
  Axis x, y;
  double left = 0;
  std::pair<double, double> place(double px, double py) const {
    return {x.place(px, left, kWidth - kRight), y.place(py, kHeight - kBottom, kTop)};
  }
};

std::size_t length(const Series& s) { return std::min(s.x.size(), s.y.size()); }

bool has_point(const Series& s, std::size_t i) { return drawable(s.x[i]) && drawable(s.y[i]); }

Frame make_frame(const std::vector<Series>& series, bool per_cent) {
  Extent x, y;
  bool whole = true;
  for (const Series& s : series) {
    for (std::size_t i = 0; i < length(s); ++i) {
      if (!has_point(s, i)) continue;
      x.add(s.x[i]);
      y.add(s.y[i]);
      whole = whole && s.x[i] == std::floor(s.x[i]);
    }
  }
  Frame frame;
  frame.x = make_axis(x.low(), x.high(), {.ticks = 7, .integers = whole, .outward = false});
  // Zero belongs to the picture where it is near; elsewhere it would flatten the curves.
  const double low = y.low() >= 0 && y.low() < 0.35 * y.high() ? 0 : y.low();
  frame.y = make_axis(low, y.high(), {.ticks = 5});
  if (per_cent && y.high() <= 100) {
    frame.y.high = std::min(frame.y.high, 100.0);
    std::erase_if(frame.y.ticks, [&](double tick) { return tick > frame.y.high; });
  }
  for (const double tick : frame.y.ticks) {
    frame.left = std::max(frame.left, text_width(frame.y.label(tick), kTickFont) + 8);
  }
  return frame;
}

void draw_axes(Svg& svg, const Frame& frame, const std::string& x_title) {
  const double bottom = kHeight - kBottom;
  for (const double tick : frame.y.ticks) {
    const double y = frame.y.place(tick, bottom, kTop);
    svg.line(frame.left, y, kWidth - kRight, y, tick == frame.y.low ? "base" : "grid");
    svg.text(frame.left - 7, y + 4, Anchor::end, frame.y.label(tick));
  }
  for (const double tick : frame.x.ticks) {
    const double x = frame.x.place(tick, frame.left, kWidth - kRight);
    svg.line(x, bottom, x, bottom + 4, "base");
    svg.text(x, bottom + 17, Anchor::middle, frame.x.label(tick));
  }
  svg.text((frame.left + kWidth - kRight) / 2, kHeight - 3, Anchor::middle, x_title);
}

void draw_series(Svg& svg, const Frame& frame, const Series& s, std::size_t index, const std::string& unit) {
  const std::size_t stride = length(s) / kMostPoints + 1;
  std::vector<std::pair<double, double>> run;
  const auto end_run = [&] {
    if (run.size() > 1) svg.curve(run, index);
    if (run.size() == 1) svg.dot(run[0].first, run[0].second, 3.5, index, "");  // else it would be invisible
    run.clear();
  };
  for (std::size_t i = 0; i < length(s); i += stride) {
    if (has_point(s, i)) {
      run.push_back(frame.place(s.x[i], s.y[i]));
    } else {
      end_run();
    }
  }
  end_run();
  for (std::size_t i = 0; i < length(s); i += stride) {
    if (!has_point(s, i)) continue;
    const auto [x, y] = frame.place(s.x[i], s.y[i]);
    const std::string tooltip = s.name + ", " + short_number(s.x[i]) + ": " + short_number(s.y[i]) + unit;
    if (length(s) <= kDotted) {
      svg.dot(x, y, 3.5, index, tooltip);
    } else {
      svg.hover(x, y, 6, tooltip);
    }
  }
}

std::string last_value(const Series& s, const std::string& unit) {
  for (std::size_t i = length(s); i-- > 0;) {
    if (has_point(s, i)) return short_number(s.y[i]) + unit;
  }
  return "no value";
}

}  // namespace

std::string line_plot(const std::string& title, const std::string& x_title, const std::vector<Series>& series,
                      const std::string& unit) {
  const bool any = std::any_of(series.begin(), series.end(), [](const Series& s) {
    for (std::size_t i = 0; i < length(s); ++i) {
      if (has_point(s, i)) return true;
    }
    return false;
  });
  if (!any) return "";
  const std::string suffix = unit.empty() ? "" : "\u00A0" + unit;
  const Frame frame = make_frame(series, unit == "%");
  Svg svg(kWidth, kHeight);
  draw_axes(svg, frame, x_title);
  std::vector<LegendEntry> entries;
  for (std::size_t i = 0; i < series.size(); ++i) {
    draw_series(svg, frame, series[i], i, suffix);
    entries.push_back({series[i].name, last_value(series[i], suffix)});
  }
  return figure(title, legend(entries) + svg.finish(title + " over " + x_title));
}

}  // namespace pyra
