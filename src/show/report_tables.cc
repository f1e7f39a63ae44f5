#include "show/report_tables.h"

#include <algorithm>

#include "base/text/numbers.h"
#include "show/cell.h"
#include "show/html.h"
#include "show/svg.h"

namespace pyra {
namespace {

std::string table_cell(const char* tag, const std::string& content, bool number) {
  return std::string("<") + tag + (number ? " class=\"n\">" : ">") + content + "</" + tag + ">";
}

}  // namespace

std::string fact_list(const std::vector<std::pair<std::string, std::string>>& facts) {
  if (facts.empty()) return "";
  std::string html = "<dl>\n";
  for (const auto& [name, value] : facts) {
    html += "<div><dt>" + escape_html(name) + "</dt><dd>" + escape_html(value) + "</dd></div>\n";
  }
  return html + "</dl>\n";
}

std::string result_table(const std::vector<std::string>& columns, const std::vector<ResultRow>& rows) {
  if (rows.empty()) return "";
  std::size_t width = columns.size();
  for (const ResultRow& row : rows) width = std::max(width, row.cells.size());
  std::vector<bool> numbers(width);
  for (std::size_t c = 0; c < width; ++c) {
    numbers[c] = column_is_numeric(rows.size(), [&](std::size_t r) -> std::string_view {
      return c < rows[r].cells.size() ? std::string_view(rows[r].cells[c]) : "";
    });
  }
  std::string html = "<div class=\"scroll\"><table class=\"results\">\n<thead><tr>";
  for (std::size_t c = 0; c < width; ++c) {
    html += table_cell("th", c < columns.size() ? escape_html(columns[c]) : "", numbers[c]);
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const ResultRow& row : rows) {
    html += "<tr>";
    for (std::size_t c = 0; c < width; ++c) {
      html += table_cell("td", c < row.cells.size() ? escape_html(row.cells[c]) : "", numbers[c]);
    }
    html += "</tr>\n";
  }
  return html + "</tbody>\n</table></div>\n";
}

std::string confused_pairs_table(const std::vector<ConfusedPair>& pairs) {
  if (pairs.empty()) return "";
  std::string html =
      "<div class=\"scroll\"><table>\n<thead><tr><th>true class</th><th>called</th>"
      "<th class=\"n\">pictures</th><th>of its class</th></tr></thead>\n<tbody>\n";
  for (const ConfusedPair& pair : pairs) {
    const double share = pair.of > 0 ? static_cast<double>(pair.count) / static_cast<double>(pair.of) : 0;
    const double shown = std::clamp(share, 0.0, 1.0) * 100;
    html += "<tr>" + table_cell("td", escape_html(pair.truth), false) +
            table_cell("td", escape_html(pair.predicted), false) +
            table_cell("td", grouped(pair.count) + " of " + grouped(pair.of), true) +
            "<td style=\"white-space:nowrap\"><span class=\"share\"><i style=\"width:" + coordinate(shown) +
            "%\"></i></span>" + fixed_number(shown, 0) + "\u00A0%</td></tr>\n";
  }
  return figure("Most frequent confusions", html + "</tbody>\n</table></div>\n");
}

}  // namespace pyra
