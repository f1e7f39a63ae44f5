#include "show/plots.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace pyra {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

// Coordinates must never carry what SVG does not know.
void expect_clean(const std::string& html) {
  EXPECT_EQ(html.find("=\"nan"), std::string::npos);
  EXPECT_EQ(html.find("inf\""), std::string::npos);
  EXPECT_EQ(count(html, "<svg"), count(html, "</svg>"));
}

TEST(LinePlot, NothingToDrawIsNothing) {
  EXPECT_EQ(line_plot("Loss", "epoch", {}), "");
  EXPECT_EQ(line_plot("Loss", "epoch", {{"a", {}, {}}}), "");
  EXPECT_EQ(line_plot("Loss", "epoch", {{"a", {1, 2}, {kNan, INFINITY}}}), "");
}

TEST(LinePlot, NanSplitsTheLine) {
  const std::string html = line_plot("Loss", "epoch", {{"a", {1, 2, 3, 4, 5}, {3, 2, kNan, 2, 1}}});
  EXPECT_EQ(count(html, "<polyline"), 2u);
  expect_clean(html);
}

TEST(LinePlot, LonePointsAreDots) {
  const std::string html = line_plot("Loss", "epoch", {{"a", {5}, {0.5}}});
  EXPECT_EQ(count(html, "<polyline"), 0u);
  EXPECT_GE(count(html, "class=\"dot\""), 1u);
  expect_clean(html);
}

TEST(LinePlot, ConstantAndUnevenSeries) {
  const std::string html = line_plot("Loss", "epoch", {{"a", {1, 2, 3}, {2, 2}}, {"b", {1}, {}}});
  EXPECT_EQ(count(html, "<polyline"), 1u);
  EXPECT_NE(html.find("no value"), std::string::npos);
  expect_clean(html);
}

TEST(LinePlot, LegendTellsTheLastValue) {
  const std::string html = line_plot("Accuracy", "epoch", {{"top-1", {1, 2, 3}, {50, 81.25, kNan}}}, "%");
  EXPECT_NE(html.find("top-1 <b>81.25\u00A0%</b>"), std::string::npos);
}

TEST(LinePlot, LongSeriesAreThinnedOut) {
  Series series{"a", {}, {}};
  for (int i = 0; i < 200000; ++i) {
    series.x.push_back(i);
    series.y.push_back(std::sin(i * 1e-3));
  }
  EXPECT_LT(line_plot("Loss", "step", {series}).size(), 400000u);
}

TEST(LinePlot, NamesAreEscaped) {
  const std::string html = line_plot("<t>", "<x>", {{"<script>", {1}, {1}}});
  EXPECT_EQ(html.find("<script>"), std::string::npos);
  EXPECT_EQ(html.find("<t>"), std::string::npos);
  EXPECT_EQ(html.find("<x>"), std::string::npos);
}

TEST(TokenBars, OneBarAStep) {
  EXPECT_EQ(token_bars({}), "");
  const std::string html = token_bars({197, 181, 165});
  EXPECT_EQ(count(html, "<rect"), 3u);
  EXPECT_NE(html.find("197 \u2192 165 tokens over 2 blocks: 16 % merged away"), std::string::npos);
  expect_clean(token_bars({0, -5}));
}

TEST(MethodBars, BestOneStandsOutAndUnknownIsADash) {
  EXPECT_EQ(method_bars("Accuracy", {}), "");
  EXPECT_EQ(method_bars("Accuracy", {{"a", kNan}}), "");
  const std::string html = method_bars("Accuracy", {{"a", 70}, {"b", 75.5}, {"c", kNan}});
  EXPECT_EQ(count(html, "class=\"bar\""), 1u);
  EXPECT_NE(html.find("b: 75.50"), std::string::npos);
  EXPECT_NE(html.find("c: \u2013"), std::string::npos);
  expect_clean(html);
}

TEST(MethodBars, NegativeAndZeroValues) { expect_clean(method_bars("Gain", {{"a", -3}, {"b", 0}})); }

TEST(ScatterPlot, OneDotAPointOneLabelASeries) {
  EXPECT_EQ(scatter_plot({}, "x", "y"), "");
  EXPECT_EQ(scatter_plot({{"a", {kNan}, {1}}}, "x", "y"), "");
  const std::string html =
      scatter_plot({{"alpha", {1, 2, 3}, {5, 6, 7}}, {"beta", {2}, {6}}}, "img/s", "top-1");
  EXPECT_EQ(count(html, "class=\"dot\""), 4u);
  EXPECT_EQ(count(html, ">alpha</text>"), 1u);
  EXPECT_EQ(count(html, ">beta</text>"), 1u);
  expect_clean(html);
}

TEST(ScatterPlot, EqualPointsAreDrawn) {
  expect_clean(scatter_plot({{"a", {0}, {0}}, {"b", {0}, {0}}}, "x", "y"));
}

TEST(ConfusionHeatmap, CountsStandInTheCells) {
  EXPECT_EQ(confusion_heatmap({}, {}), "");
  const std::string html = confusion_heatmap({"cat", "dog"}, {{9, 1}, {0, 0}});
  EXPECT_EQ(count(html, "<rect"), 4u);
  EXPECT_NE(html.find("cat called dog: 1 of 10"), std::string::npos);
  EXPECT_EQ(count(html, ">9</text>"), 1u);
  EXPECT_EQ(count(html, ">0</text>"), 0u);
  expect_clean(html);
}

TEST(ConfusionHeatmap, NoneRightIsNotPaintedAsRight) {
  const std::string html = confusion_heatmap({"cat", "dog"}, {{0, 10}, {1, 9}});
  EXPECT_EQ(count(html, "class=\"right cell\""), 1u);
  EXPECT_EQ(count(html, "class=\"empty cell\""), 1u);
  EXPECT_NE(html.find("cat called cat: 0 of 10"), std::string::npos);
  EXPECT_EQ(count(html, ">0</text>"), 1u) << "none right is worth a number";
}

TEST(ConfusionHeatmap, OtherClassesAreCountedAndNamed) {
  const std::string html =
      confusion_heatmap({"cat", "dog"}, {{1, 2, 7}, {0, 5}}, "the 2 of 30 classes with the lowest accuracy");
  EXPECT_EQ(count(html, "<rect"), 6u);
  EXPECT_NE(html.find("cat called other classes: 7 of 10"), std::string::npos);
  EXPECT_NE(html.find("dog called other classes: 0 of 5"), std::string::npos);
  EXPECT_NE(html.find("the 2 of 30 classes with the lowest accuracy"), std::string::npos);
  expect_clean(html);
}

TEST(ConfusionHeatmap, RaggedAndNegativeCountsAreHarmless) {
  expect_clean(confusion_heatmap({"a", "b", "c"}, {{1}, {-4, 2, 3, 9}}));
}

}  // namespace
}  // namespace pyra
