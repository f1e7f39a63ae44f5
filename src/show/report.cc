#include "show/report.h"

#include <algorithm>
#include <cmath>

#include "io/atomic_file.h"
#include "show/axis.h"
#include "show/html.h"
#include "show/page_parts.h"
#include "show/plots.h"
#include "show/report_tables.h"

namespace pyra {
namespace {

std::string picture(const Image& image, const std::string& description) {
  if (image.width <= 0 || image.height <= 0) return "";
  return "<img src=\"" + png_data_uri(image) + "\" width=\"" + std::to_string(image.width) + "\" height=\"" +
         std::to_string(image.height) + "\" alt=\"" + escape_html(description) + "\">";
}

std::string picture_grid(const std::vector<TokenPicture>& pictures) {
  std::string html;
  for (const TokenPicture& p : pictures) {
    const std::string pair =
        picture(p.before, p.caption + ": input") + picture(p.after, p.caption + ": groups of merged tokens");
    if (pair.empty()) continue;
    html += "<figure><div class=\"pair\">" + pair + "</div>";
    if (!p.caption.empty()) html += "<figcaption>" + escape_html(p.caption) + "</figcaption>";
    html += "</figure>\n";
  }
  return html.empty() ? "" : "<div class=\"pictures\">\n" + html + "</div>\n";
}

std::string body(const Report& report) {
  const std::string training = line_plot("Loss", "epoch", report.loss) +
                               line_plot(report.metric, "epoch", report.accuracy, report.metric_unit);
  const std::string comparison = method_bars(report.scatter_y, report.bars) +
                                 scatter_plot(report.scatter, report.scatter_x, report.scatter_y);
  std::string html = "<header>\n<h1>" + escape_html(report.title) + "</h1>\n" + tiles(report.headline) +
                     fact_list(report.facts) + "</header>\n<main>\n";
  html += section("Results", result_table(report.result_columns, report.results) + plot_grid(comparison));
  html += section("Training", plot_grid(training));
  html += section("Token merging", plot_grid(token_bars(report.tokens_per_block)));
  html += section(
      "Merged tokens", picture_grid(report.pictures),
      "Left the input, right the same picture with every group of merged patches in its mean colour.");
  const AnswerFigures& answers = report.answers;
  html +=
      section("Confusions",
              plot_grid(confusion_heatmap(answers.class_names, answers.confusion, answers.confusion_note) +
                        confused_pairs_table(answers.confused)));
  std::string truths;
  for (const auto& [name, points] : answers.against) truths += truth_plot(name, points);
  html += section("One by one", result_table(report.output_columns, report.outputs) + plot_grid(truths));
  html += section("How to reproduce", command_list(report.commands));
  return html + "</main>\n";
}

}  // namespace

void write_report(const std::filesystem::path& file, const Report& report) {
  AtomicFile output(file);
  output.write(html_page(report.title, body(report)));
  output.commit();
}

}  // namespace pyra
