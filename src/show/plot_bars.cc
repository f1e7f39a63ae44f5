#include <algorithm>
#include <cmath>

#include "base/text/numbers.h"
#include "base/text/utf8.h"
#include "show/axis.h"
#include "show/plots.h"
#include "show/svg.h"

namespace pyra {
namespace {

constexpr double kWidth = 440;

std::string token_caption(const std::vector<std::int64_t>& tokens) {
  const double first = static_cast<double>(tokens.front()), last = static_cast<double>(tokens.back());
  std::string text = grouped(tokens.front()) + " \u2192 " + grouped(tokens.back()) + " tokens";
  if (tokens.size() > 1) {
    text += " over " + std::to_string(tokens.size() - 1) + (tokens.size() == 2 ? " block" : " blocks");
  }
  if (first > 0 && last < first) text += ": " + fixed_number(100 * (1 - last / first), 0) + " % merged away";
  return text;
}

}  // namespace

std::string token_bars(const std::vector<std::int64_t>& tokens) {
  if (tokens.empty()) return "";
  constexpr double kHeight = 240, kTop = 20, kBottom = 38;
  const double bottom = kHeight - kBottom;
  const double most = static_cast<double>(*std::max_element(tokens.begin(), tokens.end()));
  const Axis axis = make_axis(0, std::max(1.0, most), {.ticks = 4, .integers = true, .outward = false});
  double left = 0;
  for (const double tick : axis.ticks) left = std::max(left, text_width(axis.label(tick), kTickFont) + 8);

  Svg svg(kWidth, kHeight);
  for (const double tick : axis.ticks) {
    const double y = axis.place(tick, bottom, kTop);
    svg.line(left, y, kWidth, y, tick == 0 ? "base" : "grid");
    svg.text(left - 7, y + 4, Anchor::end, axis.label(tick));
  }
  const auto count = static_cast<double>(tokens.size());
  const double pitch = std::min(64.0, (kWidth - left) / count);
  // Numbers on every k-th bar only, where all of them would touch; always on the last.
  const double widest = text_width(grouped(static_cast<std::int64_t>(most)), kSmallFont) + 2;
  const auto every = static_cast<std::size_t>(std::max(1.0, std::ceil(widest / pitch)));
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const double middle = left + (static_cast<double>(i) + 0.5) * pitch;
    const double y = axis.place(std::max(0.0, static_cast<double>(tokens[i])), bottom, kTop);
    const std::string where = i == 0 ? "input" : "after block " + std::to_string(i);
    svg.rect(middle - 0.41 * pitch, y, 0.82 * pitch, bottom - y, i == 0 ? "pale" : "bar",
             where + ": " + grouped(tokens[i]) + " tokens", std::min(2.0, pitch / 6));
    const bool last = i + 1 == tokens.size();
    if (last || (i % every == 0 && tokens.size() - 1 - i >= every)) {
      svg.text(middle, y - 5, Anchor::middle, grouped(tokens[i]), "ink small");
      svg.text(middle, bottom + 16, Anchor::middle, i == 0 ? "in" : std::to_string(i), i == 0 ? "" : "small");
    }
  }
  svg.text((left + kWidth) / 2, kHeight - 3, Anchor::middle, "after block");
  return figure("Tokens per block", svg.finish(token_caption(tokens)), token_caption(tokens));
}

std::string method_bars(const std::string& title, const std::vector<std::pair<std::string, double>>& bars) {
  Extent extent;
  double name_width = 0;
  for (const auto& [name, value] : bars) {
    extent.add(value);
    name_width = std::max(name_width, text_width(name, kTickFont));
  }
  if (extent.empty()) return "";
  constexpr double kRow = 26, kTop = 4, kBottom = 22, kValue = 48;
  name_width = std::min(name_width, 150.0);
  const double left = name_width + 10;
  const double height = kTop + kRow * static_cast<double>(bars.size()) + kBottom;
  // Bars start at zero: a cut axis would overstate the differences that the numbers tell.
  const Axis axis =
      make_axis(std::min(0.0, extent.low()), std::max(0.0, extent.high()), {.ticks = 5, .outward = false});
  const auto place = [&](double value) { return axis.place(value, left, kWidth - kValue); };

  Svg svg(kWidth, height);
  for (const double tick : axis.ticks) {
    svg.line(place(tick), kTop, place(tick), height - kBottom, tick == 0 ? "base" : "grid");
    svg.text(place(tick), height - 6, Anchor::middle, axis.label(tick));
  }
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const auto& [name, value] = bars[i];
    const double y = kTop + kRow * static_cast<double>(i);
    svg.text(left - 10, y + kRow / 2 + 4, Anchor::end, truncate_width(name, kTickFont, name_width), "ink");
    const bool known = drawable(value);
    const double from = place(std::min(0.0, known ? value : 0)), to = place(std::max(0.0, known ? value : 0));
    const std::string label =
        known ? (std::abs(value) < 1000 ? fixed_number(value, 2) : short_number(value)) : "\u2013";
    svg.rect(from, y + 5, to - from, kRow - 10, value == extent.high() ? "bar" : "pale", name + ": " + label,
             2);
    svg.text(to + 6, y + kRow / 2 + 4, Anchor::start, label, value == extent.high() ? "strong" : "ink");
  }
  return figure(title, svg.finish(title));
}

}  // namespace pyra
