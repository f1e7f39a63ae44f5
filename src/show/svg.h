// The few SVG elements that plots are made of. Colours and fonts come from classes of the page's style sheet.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pyra {

constexpr double kTickFont = 11.5;   // px, as in the style sheet
constexpr double kSmallFont = 10.0;  // px, class "small"

enum class Anchor { start, middle, end };

class Svg {
 public:
  Svg(double width, double height) : width_(width), height_(height) {}

  void line(double x1, double y1, double x2, double y2, std::string_view css_class);
  /// `label` is text, shown with its baseline at y; `rotate` in degrees about (x, y).
  void text(double x, double y, Anchor anchor, std::string_view label, std::string_view css_class = "",
            double rotate = 0);
  /// `opacity` below 1 lets the page shine through, which makes one colour scale serve light and dark.
  void rect(double x, double y, double width, double height, std::string_view css_class,
            std::string_view tooltip, double radius = 0, double opacity = 1);
  /// `series` picks the colour (cyclic).
  void dot(double x, double y, double radius, std::size_t series, std::string_view tooltip);
  /// An invisible disc that shows a tooltip.
  void hover(double x, double y, double radius, std::string_view tooltip);
  /// An open line through points; colour, and beyond the palette a dash pattern, by `series`.
  void curve(const std::vector<std::pair<double, double>>& points, std::size_t series);

  /// `description` for those who cannot see the plot; `style` an inline style for the svg element.
  std::string finish(std::string_view description, std::string_view style = "") const;

 private:
  double width_, height_;
  std::string body_;
};

/// "var(--s3)": the colour of a series, cyclic.
std::string series_colour(std::size_t series);

struct LegendEntry {
  std::string name;
  std::string value;  // shown in bold behind the name; may be empty
};

/// A list with a piece of each series' line. Wraps on narrow screens, which text inside an SVG would not.
std::string legend(const std::vector<LegendEntry>& entries);

/// `content` (HTML) under a heading (text; may be empty), followed by a caption (text; may be empty).
std::string figure(std::string_view heading, std::string_view content, std::string_view caption = "",
                   std::string_view css_class = "");

}  // namespace pyra
