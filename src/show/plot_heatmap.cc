#include <algorithm>
#include <cmath>

#include "base/text/numbers.h"
#include "base/text/utf8.h"
#include "show/html.h"
#include "show/plots.h"
#include "show/svg.h"

namespace pyra {
namespace {

constexpr double kSlant = 55;  // degrees of the column names
constexpr const char* kOthers = "other classes";
constexpr double kGap = 6;  // before the column of other classes
constexpr double kPi = 3.14159265358979323846;

double cell_size(std::size_t classes) {
  return classes <= 10 ? 34 : classes <= 25 ? 27 : classes <= 60 ? 16 : 8;
}

}  // namespace

std::string confusion_heatmap(const std::vector<std::string>& class_names,
                              const std::vector<std::vector<std::int64_t>>& counts, const std::string& note) {
  const std::size_t classes = std::min(class_names.size(), counts.size());
  if (classes == 0) return "";
  const double cell = cell_size(classes);
  const bool names = cell >= 12, numbers = cell >= 20;
  double name_width = 0;
  for (std::size_t i = 0; names && i < classes; ++i) {
    name_width = std::max(name_width, text_width(class_names[i], kTickFont));
  }
  name_width = std::min(name_width, 130.0);
  const bool others =
      std::any_of(counts.begin(), counts.end(), [&](const auto& row) { return row.size() > classes; });
  if (names && others) name_width = std::max(name_width, std::min(130.0, text_width(kOthers, kTickFont)));
  const double left = name_width + 8, side = cell * static_cast<double>(classes);
  const double rise = name_width * std::sin(kSlant * kPi / 180),
               run = name_width * std::cos(kSlant * kPi / 180);
  const double top = rise + 14;
  const double right = left + side + (others ? kGap + cell : 0);
  const double width = right + std::max(4.0, run - cell / 2), height = top + side + 2;

  Svg svg(width, height);
  if (names && others)
    svg.text(left + side + kGap + cell / 2, top - 6, Anchor::start, kOthers, "ink", -kSlant);
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
    const auto draw = [&](double x, std::int64_t count, bool is_right, const std::string& called) {
      const double share = total > 0 ? static_cast<double>(count) / total : 0;
      // A count of one in a long row must still be seen.
      const double opacity = count == 0 ? 1 : 0.12 + 0.88 * std::sqrt(share);
      svg.rect(
          x, y, cell, cell,
          count == 0 ? "empty cell"
          : is_right ? "right cell"
                     : "wrong cell",
          class_names[row] + " called " + called + ": " + grouped(count) + " of " + fixed_number(total, 0), 0,
          opacity);
      const std::string label = grouped(count);
      if (numbers && (count > 0 || (is_right && total > 0)) && text_width(label, kSmallFont) <= cell - 1) {
        svg.text(x + cell / 2, y + cell / 2 + 3.5, Anchor::middle, label,
                 count > 0 && opacity > 0.62 ? "on small" : "ink small");
      }
    };
    std::int64_t elsewhere = 0;
    for (std::size_t column = 0; column < classes; ++column) {
      draw(left + cell * static_cast<double>(column), at(column), row == column, class_names[column]);
    }
    for (std::size_t column = classes; column < counts[row].size(); ++column) elsewhere += at(column);
    if (others) draw(left + side + kGap, elsewhere, false, kOthers);
  }
  // Natural size where there is room, scrolled sideways where shrinking would make names unreadable.
  const std::string style =
      "width:" + coordinate(width) + "px;max-width:max(100%," + coordinate(width * 0.75) + "px)";
  return figure(
      note.empty() ? "Confusion matrix" : "Confusion matrix: " + note,
      "<div class=\"scroll\">" + svg.finish("Confusion matrix", style) + "</div>\n",
      "Rows: true class. Columns: predicted class. Blue is right, orange wrong; the shade is the share of "
      "the row.",
      classes > 14 ? "wide" : "");
}

}  // namespace pyra
