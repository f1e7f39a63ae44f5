#include <algorithm>

#include "base/text/words.h"
#include "cli/completion_tree.h"

namespace pyra {
namespace {

std::string fish_values(const CompletedArgument& argument) {
  switch (argument.kind) {
    case ArgumentKind::files:
      return " -F";
    case ArgumentKind::folders:
      return " -f -a '(__fish_complete_directories)'";
    case ArgumentKind::values:
      return " -f -a " + in_fish(joined(argument.values, " "));
    case ArgumentKind::anything:
      break;
  }
  return " -f";
}

}  // namespace

std::string fish_completion(const std::string& program, const std::vector<CompletedVerb>& verbs) {
  const std::string start = "complete -c " + in_fish(program);
  std::string script = start + " -f\n";
  for (const CompletedVerb& verb : verbs) {
    std::string condition;
    for (std::size_t at = 0; at < verb.path.size();) {
      const std::size_t end = std::min(verb.path.find(' ', at), verb.path.size());
      condition +=
          (at > 0 ? "; and " : "") + ("__fish_seen_subcommand_from " + verb.path.substr(at, end - at));
      at = end + 1;
    }
    if (verb.path.empty()) condition = "__fish_use_subcommand";
    const std::string here = start + " -n " + in_fish(condition);
    for (const std::string& child : verb.children) {
      const std::string path = verb.path.empty() ? child : verb.path + " " + child;
      const auto it =
          std::find_if(verbs.begin(), verbs.end(), [&](const CompletedVerb& v) { return v.path == path; });
      script += here + " -f -a " + in_fish(child) + " -d " + in_fish(it->description) + "\n";
    }
    for (const CompletedArgument& option : verb.options) {
      script += here;
      for (const std::string& name : option.names) {
        script +=
            name.substr(0, 2) == "--" ? " -l " + in_fish(name.substr(2)) : " -s " + in_fish(name.substr(1));
      }
      script += (option.takes_value ? " -r" + fish_values(option) : "") + " -d " +
                in_fish(option.description) + "\n";
    }
    for (const CompletedArgument& argument : verb.positionals) script += here + fish_values(argument) + "\n";
  }
  return script;
}

}  // namespace pyra
