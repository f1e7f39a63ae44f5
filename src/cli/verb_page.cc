#include "cli/verb_page.h"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace pyra {
namespace {

/// "N" for numbers, "fail|skip" for words, else the type as the option names it.
std::string value_name(const CLI::Option& option) {
  std::string type = option.get_type_name();
  const std::size_t open = type.find('{'), close = type.rfind('}');
  if (open != std::string::npos && close != std::string::npos && !type.starts_with("[")) {
    std::string words = type.substr(open + 1, close - open - 1);
    std::replace(words.begin(), words.end(), ',', '|');
    return words.size() <= 24 ? words : "NAME";
  }
  if (const std::size_t colon = type.find(':'); colon != std::string::npos && !type.starts_with("["))
    type.resize(colon);
  for (const char* number : {"INT", "UINT", "FLOAT"}) {
    if (type == number) return "N";
  }
  return type;
}

/// A list, which the parser writes as [1,2], as people type it: 1 2.
std::string as_typed(std::string value) {
  if (!value.starts_with("[")) return value;
  std::replace(value.begin(), value.end(), ',', ' ');
  return value.substr(1, value.size() - 2);
}

std::string text_of(const CLI::Option& option) {
  std::string text = option.get_description();
  const std::string standard = as_typed(option.get_default_str());
  const bool alone = option.get_items_expected_min() == 0;  // there the standard is what no value means
  if (!standard.empty() && standard != "\"\"" && !alone) text += " (default: " + standard + ")";
  if (option.get_required()) text += " (required)";
  return text;
}

std::vector<const CLI::Option*> shown_options(const CLI::App& app) {
  return app.get_options([](const CLI::Option* option) { return !option->get_group().empty(); });
}

std::string usage_of(const CLI::App& app, const std::string& name) {
  std::string words;
  bool optional = false;
  for (const CLI::Option* option : shown_options(app)) {
    if (option->get_positional()) {
      words += option->get_required() ? " " + spelling_of(*option) : " [" + spelling_of(*option) + "]";
    } else if (option->get_required()) {
      words += " " + spelling_of(*option);
    } else {
      optional = true;
    }
  }
  return name + (app.get_parent() == nullptr ? " VERB" : "") + words + (optional ? " [options]" : "");
}

/// Required options come first, help last; the rest keeps the order in which it was defined.
void sort_entries(std::vector<const CLI::Option*>& options, const CLI::App& app) {
  std::stable_sort(options.begin(), options.end(), [&](const CLI::Option* a, const CLI::Option* b) {
    const auto rank = [&](const CLI::Option* o) {
      return o == app.get_help_ptr() ? 2 : o->get_required() ? 0 : 1;
    };
    return rank(a) < rank(b);
  });
}

std::vector<PageGroup> option_groups(const CLI::App& app) {
  std::vector<PageGroup> groups;
  const auto add = [&](const std::string& title, std::vector<const CLI::Option*> options) {
    if (options.empty()) return;
    sort_entries(options, app);
    PageGroup& group = groups.emplace_back(PageGroup{title, {}});
    for (const CLI::Option* option : options)
      group.entries.push_back({spelling_of(*option), text_of(*option)});
  };
  std::vector<const CLI::Option*> all = shown_options(app), positional;
  std::copy_if(all.begin(), all.end(), std::back_inserter(positional),
               [](const CLI::Option* o) { return o->get_positional(); });
  add("Arguments", positional);
  for (const std::string& title : app.get_groups()) {
    std::vector<const CLI::Option*> members;
    std::copy_if(all.begin(), all.end(), std::back_inserter(members),
                 [&](const CLI::Option* o) { return !o->get_positional() && o->get_group() == title; });
    add(title, members);
  }
  return groups;
}

std::vector<PageText> texts_of(const std::string& more) {
  std::vector<PageText> texts;
  bool apart = true;  // whether the next line begins something new
  std::istringstream stream(more);
  for (std::string line; std::getline(stream, line); apart = false) {
    using enum PageText::Kind;
    const std::size_t tab = line.find('\t');
    const auto kind = tab != std::string::npos ? list : line.starts_with(" ") ? verbatim : paragraph;
    const bool goes_on = !apart && !texts.empty() && texts.back().kind == kind;
    if (line.empty() || !goes_on) texts.push_back({kind, {}});
    if (line.empty()) continue;
    PageText& text = texts.back();
    if (kind == list) {
      text.entries.push_back({line.substr(0, tab), line.substr(tab + 1)});
    } else if (kind == paragraph && !text.lines.empty()) {
      text.lines.back() += " " + line;
    } else {
      text.lines.push_back(line);
    }
  }
  std::erase_if(texts, [](const PageText& text) { return text.lines.empty() && text.entries.empty(); });
  return texts;
}

}  // namespace

std::string plain_name(const CLI::Option& option) {
  if (!option.get_lnames().empty()) return "--" + option.get_lnames().front();
  return option.get_snames().empty() ? option.get_name(true) : "-" + option.get_snames().front();
}

std::string spelling_of(const CLI::Option& option) {
  std::string names;
  for (const std::string& name : option.get_snames()) names += (names.empty() ? "-" : ", -") + name;
  for (const std::string& name : option.get_lnames()) names += (names.empty() ? "--" : ", --") + name;
  const std::string value = option.get_items_expected_max() > 0 ? value_name(option) : "";
  const std::string many = option.get_items_expected_max() > 1 ? "..." : "";
  if (names.empty()) return (value.empty() || value == "TEXT" ? option.get_name(true) : value) + many;
  return names + (value.empty() ? "" : " " + value + many);
}

VerbPage page_of(const CLI::App& app) {
  const bool program = app.get_parent() == nullptr;
  VerbPage page;
  page.name = program ? app.get_name() : app.get_parent()->get_name() + " " + app.get_name();
  page.summary = app.get_description();
  page.usage = usage_of(app, page.name);
  const auto verbs = app.get_subcommands([](const CLI::App* verb) { return !verb->get_group().empty(); });
  for (const CLI::App* verb : verbs) {
    if (page.groups.empty() || page.groups.back().title != verb->get_group())
      page.groups.push_back({verb->get_group(), {}});
    page.groups.back().entries.push_back({verb->get_name(), verb->get_description()});
  }
  for (PageGroup& group : option_groups(app)) page.groups.push_back(std::move(group));
  page.more = texts_of(app.get_footer());
  return page;
}

}  // namespace pyra
