#include "show/page_parts.h"

#include "show/html.h"

namespace pyra {
namespace {

std::string tile(const std::string& value, const std::string& label) {
  return "<div class=\"tile\"><b>" + escape_html(value) + "</b><span>" + escape_html(label) +
         "</span></div>\n";
}

}  // namespace

std::string section(const std::string& heading, const std::string& content, const std::string& note) {
  if (content.empty()) return "";
  return "<section>\n<h2>" + escape_html(heading) + "</h2>\n" +
         (note.empty() ? "" : "<p class=\"note\">" + escape_html(note) + "</p>\n") + content + "</section>\n";
}

std::string plot_grid(const std::string& figures) {
  return figures.empty() ? "" : "<div class=\"plots\">\n" + figures + "</div>\n";
}

std::string tiles(const std::vector<std::pair<std::string, std::string>>& headline) {
  std::string html;
  for (const auto& [value, label] : headline) html += tile(value, label);
  return html.empty() ? "" : "<div class=\"tiles\">\n" + html + "</div>\n";
}

std::string command_list(const std::vector<std::string>& commands) {
  std::string html;
  for (const std::string& command : commands)
    html += "<pre><code>" + escape_html(command) + "</code></pre>\n";
  return html;
}

}  // namespace pyra
