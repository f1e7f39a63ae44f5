#include "cli/completion_tree.h"

#include <algorithm>

namespace pyra {
namespace {

// IsMember and its kin say what they accept in the type name: "TEXT:{cpu,cuda}", "INT:{a->1,b->2}".
std::vector<std::string> listed_values(const std::string& type) {
  const std::size_t open = type.find('{'), close = type.find('}');
  std::vector<std::string> values;
  if (open == std::string::npos || close == std::string::npos || close < open) return values;
  std::size_t at = open + 1;
  while (at < close) {
    const std::size_t end = std::min(type.find(',', at), close);
    const std::string value = type.substr(at, end - at);
    values.push_back(value.substr(0, value.find("->")));
    at = end + 1;
  }
  return values;
}

CompletedArgument describe(const CLI::Option& option, const std::string& verb, const OptionValues& values) {
  CompletedArgument result;
  for (const std::string& name : option.get_lnames()) result.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) result.names.push_back("-" + name);
  result.takes_value = option.get_items_expected_max() > 0;
  result.many = option.get_items_expected_max() > 1;
  result.description = option.get_description();
  if (!result.takes_value) return result;
  const std::string type = option.get_type_name();
  result.values = listed_values(type);
  std::vector<std::string> keys = result.names;
  keys.push_back(option.get_name(true));  // a positional's own name
  for (const std::string& prefix : {std::string(), verb + " "}) {
    for (const std::string& key : keys) {
      if (const auto known = values.find(prefix + key); known != values.end()) result.values = known->second;
    }
  }
  if (!result.values.empty()) {
    result.kind = ArgumentKind::values;
  } else if (type.find("FILE") != std::string::npos || type.find("PATH") != std::string::npos ||
             type.find("PICTURE") != std::string::npos) {
    result.kind = ArgumentKind::files;
  } else if (type.find("DIR") != std::string::npos) {
    result.kind = ArgumentKind::folders;
  }
  return result;
}

// Option groups are nameless subverbs: their options belong to the verb they are part of.
void add_options(CompletedVerb& verb, const CLI::App& app, const OptionValues& values) {
  for (const CLI::Option* option : app.get_options({})) {
    if (option->get_group().empty()) continue;
    const bool positional = option->get_lnames().empty() && option->get_snames().empty();
    (positional ? verb.positionals : verb.options).push_back(describe(*option, verb.path, values));
  }
  for (const CLI::App* group : app.get_subcommands([](const CLI::App* a) { return a->get_name().empty(); })) {
    if (!group->get_group().empty() && !group->get_disabled()) add_options(verb, *group, values);
  }
}

void add_verb(std::vector<CompletedVerb>& all, const CLI::App& app, const std::string& path,
              const std::vector<CompletedArgument>& inherited, const OptionValues& values) {
  CompletedVerb verb{path, app.get_description(), {}, {}, {}};
  add_options(verb, app, values);
  if (app.get_fallthrough()) {
    verb.options.insert(verb.options.end(), inherited.begin(), inherited.end());
  }
  const auto shown = app.get_subcommands([](const CLI::App* a) {
    return !a->get_name().empty() && !a->get_group().empty() && !a->get_disabled();
  });
  for (const CLI::App* child : shown) verb.children.push_back(child->get_name());
  const std::vector<CompletedArgument> own = verb.options;
  all.push_back(std::move(verb));
  for (const CLI::App* child : shown) {
    add_verb(all, *child, path.empty() ? child->get_name() : path + " " + child->get_name(), own, values);
  }
}

std::string quoted(std::string_view text, std::string_view escaped_quote, bool escape_backslash) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += escaped_quote;
    } else if (c == '\\' && escape_backslash) {
      out += "\\\\";
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace

std::vector<CompletedVerb> completion_tree(const CLI::App& app, const OptionValues& values) {
  std::vector<CompletedVerb> verbs;
  add_verb(verbs, app, "", {}, values);
  return verbs;
}

std::string in_bash(std::string_view text) { return quoted(text, "'\\''", false); }
std::string in_fish(std::string_view text) { return quoted(text, "\\'", true); }

}  // namespace pyra
