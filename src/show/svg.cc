#include "show/svg.h"

#include <algorithm>

#include "base/text/numbers.h"
#include "show/html.h"

namespace pyra {
namespace {

constexpr std::size_t kColours = 7;  // --s0 ... --s6 of the style sheet

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + std::string(value) + "\"";
}

std::string attribute(std::string_view name, double value) { return attribute(name, coordinate(value)); }

std::string dashes(std::size_t series) {
  if (series < kColours) return "";
  return attribute("stroke-dasharray", series < 2 * kColours ? "6 4" : "2 4");
}

std::string title(std::string_view tooltip) {
  return tooltip.empty() ? "" : "<title>" + escape_html(tooltip) + "</title>";
}

}  // namespace

std::string series_colour(std::size_t series) { return "var(--s" + std::to_string(series % kColours) + ")"; }

void Svg::line(double x1, double y1, double x2, double y2, std::string_view css_class) {
  body_ += "<line" + attribute("class", css_class) + attribute("x1", x1) + attribute("y1", y1) +
           attribute("x2", x2) + attribute("y2", y2) + "/>\n";
}

void Svg::text(double x, double y, Anchor anchor, std::string_view label, std::string_view css_class,
               double rotate) {
  body_ += "<text" + attribute("x", x) + attribute("y", y);
  if (anchor != Anchor::start) body_ += attribute("text-anchor", anchor == Anchor::middle ? "middle" : "end");
  if (!css_class.empty()) body_ += attribute("class", css_class);
  if (rotate != 0) {
    body_ += attribute("transform",
                       "rotate(" + coordinate(rotate) + " " + coordinate(x) + " " + coordinate(y) + ")");
  }
  body_ += ">" + escape_html(label) + "</text>\n";
}

void Svg::rect(double x, double y, double width, double height, std::string_view css_class,
               std::string_view tooltip, double radius, double opacity) {
  body_ += "<rect" + attribute("class", css_class) + attribute("x", x) + attribute("y", y) +
           attribute("width", std::max(0.0, width)) + attribute("height", std::max(0.0, height));
  if (radius > 0) body_ += attribute("rx", radius);
  if (opacity < 1) body_ += attribute("fill-opacity", opacity);
  body_ += ">" + title(tooltip) + "</rect>\n";
}

void Svg::dot(double x, double y, double radius, std::size_t series, std::string_view tooltip) {
  body_ += "<circle class=\"dot\"" + attribute("cx", x) + attribute("cy", y) + attribute("r", radius) +
           attribute("style", "fill:" + series_colour(series)) + ">" + title(tooltip) + "</circle>\n";
}

void Svg::hover(double x, double y, double radius, std::string_view tooltip) {
  body_ += "<circle class=\"hover\"" + attribute("cx", x) + attribute("cy", y) + attribute("r", radius) +
           ">" + title(tooltip) + "</circle>\n";
}

void Svg::curve(const std::vector<std::pair<double, double>>& points, std::size_t series) {
  std::string path;
  for (const auto& [x, y] : points) path += (path.empty() ? "" : " ") + coordinate(x) + "," + coordinate(y);
  body_ += "<polyline class=\"curve\"" + attribute("style", "stroke:" + series_colour(series)) +
           dashes(series) + attribute("points", path) + "/>\n";
}

std::string Svg::finish(std::string_view description, std::string_view style) const {
  return "<svg role=\"img\"" + attribute("viewBox", "0 0 " + coordinate(width_) + " " + coordinate(height_)) +
         attribute("aria-label", escape_html(description)) +
         (style.empty() ? "" : attribute("style", escape_html(style))) + ">\n" + body_ + "</svg>\n";
}

std::string legend(const std::vector<LegendEntry>& entries) {
  std::string html = "<ul class=\"legend\">";
  for (std::size_t i = 0; i < entries.size(); ++i) {
    html += "<li><svg viewBox=\"0 0 22 10\" aria-hidden=\"true\"><line x1=\"1\" y1=\"5\" x2=\"21\" y2=\"5\"" +
            attribute("style", "stroke:" + series_colour(i) + ";stroke-width:2.5") + dashes(i) +
            "/></svg><span>" + escape_html(entries[i].name);
    if (!entries[i].value.empty()) html += " <b>" + escape_html(entries[i].value) + "</b>";
    html += "</span></li>";
  }
  return html + "</ul>\n";
}

std::string figure(std::string_view heading, std::string_view content, std::string_view caption,
                   std::string_view css_class) {
  std::string html = "<figure" + (css_class.empty() ? "" : attribute("class", css_class)) + ">\n";
  if (!heading.empty()) html += "<h3>" + escape_html(heading) + "</h3>\n";
  html += content;
  if (!caption.empty()) html += "<figcaption>" + escape_html(caption) + "</figcaption>\n";
  return html + "</figure>\n";
}

}  // namespace pyra
