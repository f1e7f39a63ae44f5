// The plots of a report, each a <figure> of HTML with inline SVG, or "" where there is nothing to draw.
// NaN, infinite and absurdly large values are gaps.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "show/report.h"

namespace pyra {

/// Several series over one x axis. `unit` ("%") follows the last value in the legend.
std::string line_plot(const std::string& title, const std::string& x_title, const std::vector<Series>& series,
                      const std::string& unit = "");

/// Tokens before block 0, after block 0, ...
std::string token_bars(const std::vector<std::int64_t>& tokens);

/// One horizontal bar a method, from zero; the best one stands out.
std::string method_bars(const std::string& title, const std::vector<std::pair<std::string, double>>& bars);

/// One dot a point, joined within a series, each series labelled once; labels never overlap. `front`: points
/// (x, y) through which a broken line leads, e.g. those that no other beats.
std::string scatter_plot(const std::vector<Series>& series, const std::string& x_title,
                         const std::string& y_title,
                         const std::vector<std::pair<double, double>>& front = {});

/// A small dot a picture: what was answered over what is true, and the line on which both are the same. Of
/// thousands of points a thousand are drawn, evenly chosen.
std::string truth_plot(const std::string& name, const std::vector<std::pair<double, double>>& points);

/// Rows are the truth, shaded by their share of the row. What a row has beyond the named classes is summed in
/// a last column, "other classes". `note`: which classes these are, where not all.
std::string confusion_heatmap(const std::vector<std::string>& class_names,
                              const std::vector<std::vector<std::int64_t>>& counts,
                              const std::string& note = "");

}  // namespace pyra
