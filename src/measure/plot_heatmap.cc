#include <algorithm>
#include <cmath>

#include "measure/html.h"
#include "measure/numbers.h"
#include "measure/plots.h"
#include "measure/svg.h"
#include "measure/utf8.h"

namespace pyra {
namespace {

constexpr double kSlant = 55;  // degrees of the column names
constexpr double kPi = 3.14159265358979323846;

double cell_size(std::size_t classes) {
  return classes <= 10 ? 34 : classes <= 25 ? 27 : classes <= 60 ? 16 : 8;
}

}  // namespace

std::string confusion_heatmap(const std::vector<std::string>& class_names,
                              const std::vector<std::vector<std::int64_t>>& counts) {
  const std::size_t classes = std::min(class_names.size(), counts.size());
  if (classes == 0) return "";
  const double cell = cell_size(classes);
  const bool names = cell >= 12, numbers = cell >= 20;
  double name_width = 0;
  for (std::size_t i = 0; names && i < classes; ++i) {
    name_width = std::max(name_width, text_width(class_names[i], kTickFont));
  }
  name_width = std::min(name_width, 130.0);
  const double left = name_width + 8, side = cell * static_cast<double>(classes);
  const double rise = name_width * std::sin(kSlant * kPi / 180),
               run = name_width * std::cos(kSlant * kPi / 180);
  const double top = rise + 14;
  const double width = left + side + std::max(4.0, run - cell / 2), height = top + side + 2;

  Svg svg(width, height);
  for (std::size_t row = 0; row < classes; ++row) {
    const auto at = [&](std::size_t column) {
      return column < counts[row].size() ? std::max<std::int64_t>(0, counts[row][column]) : 0;
    };
    double total = 0;  // of the whole row, also of classes that are not shown
    for (std::size_t column = 0; column < counts[row].size(); ++column)
      total += static_cast<double>(at(column));
    const double y = top + cell * static_cast<double>(row),
                 middle = left + cell * (static_cast<double>(row) + 0.5);
    if (names) {
      const std::string name = truncate_width(class_names[row], kTickFont, name_width);
      svg.text(left - 8, y + cell / 2 + 4, Anchor::end, name, "ink");
      svg.text(middle, top - 6, Anchor::start, name, "ink", -kSlant);
    }
    for (std::size_t column = 0; column < classes; ++column) {
      const double x = left + cell * static_cast<double>(column);
      const double share = total > 0 ? static_cast<double>(at(column)) / total : 0;
      // A count of one in a long row must still be seen.
      const double opacity = at(column) == 0 ? 1 : 0.12 + 0.88 * std::sqrt(share);
      svg.rect(x, y, cell, cell,
               row == column     ? "right cell"
               : at(column) == 0 ? "empty cell"
                                 : "wrong cell",
               class_names[row] + " called " + class_names[column] + ": " + grouped(at(column)) + " of " +
                   fixed_number(total, 0),
               0, opacity);
      const std::string label = grouped(at(column));
      if (numbers && at(column) > 0 && text_width(label, kSmallFont) <= cell - 1) {
        svg.text(x + cell / 2, y + cell / 2 + 3.5, Anchor::middle, label,
                 opacity > 0.62 ? "on small" : "ink small");
      }
    }
  }
  // Natural size where there is room, scrolled sideways where shrinking would make names unreadable.
  const std::string style =
      "width:" + coordinate(width) + "px;max-width:max(100%," + coordinate(width * 0.75) + "px)";
  return figure(
      "Confusion matrix", "<div class=\"scroll\">" + svg.finish("Confusion matrix", style) + "</div>\n",
      "Rows: true class. Columns: predicted class. Blue is right, orange wrong; the shade is the share of "
      "the row.",
      classes > 14 ? "wide" : "");
}

}  // namespace pyra
