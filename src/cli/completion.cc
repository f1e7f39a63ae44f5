#include "cli/completion.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "pyra/error.h"

namespace pyra {
namespace {

using Values = std::map<std::string, std::vector<std::string>>;

enum class Kind { anything, files, folders, values };

struct Argument {
  std::vector<std::string> names;  // "--batch", "-b"; empty for a positional one
  bool takes_value = false;
  bool many = false;  // takes several values
  Kind kind = Kind::anything;
  std::vector<std::string> values;
  std::string description;
};

// The program itself or one of its subcommands.
struct Verb {
  std::string path;  // "" for the program, "adapt", "config show"
  std::string description;
  std::vector<Argument> options, positionals;
  std::vector<std::string> children;  // names of its subcommands
};

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

Argument describe(const CLI::Option& option, const Values& values) {
  Argument result;
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
  for (const std::string& key : keys) {
    if (const auto known = values.find(key); known != values.end()) result.values = known->second;
  }
  if (!result.values.empty()) {
    result.kind = Kind::values;
  } else if (type.find("FILE") != std::string::npos || type.find("PATH") != std::string::npos) {
    result.kind = Kind::files;
  } else if (type.find("DIR") != std::string::npos) {
    result.kind = Kind::folders;
  }
  return result;
}

// Option groups are nameless subverbs: their options belong to the verb they are part of.
void add_options(Verb& verb, const CLI::App& app, const Values& values) {
  for (const CLI::Option* option : app.get_options({})) {
    if (option->get_group().empty()) continue;
    const bool positional = option->get_lnames().empty() && option->get_snames().empty();
    (positional ? verb.positionals : verb.options).push_back(describe(*option, values));
  }
  for (const CLI::App* group : app.get_subcommands([](const CLI::App* a) { return a->get_name().empty(); })) {
    if (!group->get_group().empty() && !group->get_disabled()) add_options(verb, *group, values);
  }
}

void add_verb(std::vector<Verb>& all, const CLI::App& app, const std::string& path,
              const std::vector<Argument>& inherited, const Values& values) {
  Verb verb{path, app.get_description(), {}, {}, {}};
  add_options(verb, app, values);
  if (app.get_fallthrough()) {
    verb.options.insert(verb.options.end(), inherited.begin(), inherited.end());
  }
  const auto shown = app.get_subcommands([](const CLI::App* a) {
    return !a->get_name().empty() && !a->get_group().empty() && !a->get_disabled();
  });
  for (const CLI::App* child : shown) verb.children.push_back(child->get_name());
  const std::vector<Argument> own = verb.options;
  all.push_back(std::move(verb));
  for (const CLI::App* child : shown) {
    add_verb(all, *child, path.empty() ? child->get_name() : path + " " + child->get_name(), own, values);
  }
}

// A word in single quotes; shells differ in how a quote is written inside.
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

std::string in_bash(std::string_view text) { return quoted(text, "'\\''", false); }
std::string in_fish(std::string_view text) { return quoted(text, "\\'", true); }

// What completes a value, as a command of the bash script.
std::string bash_action(const std::string& function, const Argument& argument) {
  switch (argument.kind) {
    case Kind::files:
      return function + "_paths -f";
    case Kind::folders:
      return function + "_paths -d";
    case Kind::values: {
      std::string action = function + "_words";
      for (const std::string& value : argument.values) action += " " + in_bash(value);
      return action;
    }
    case Kind::anything:
      break;
  }
  return ":";
}

// 'adapt:--batch'|'adapt:-b'
std::string bash_pattern(const Verb& verb, const Argument& option) {
  std::string pattern;
  for (const std::string& name : option.names) {
    pattern += (pattern.empty() ? "" : "|") + in_bash(verb.path + ":" + name);
  }
  return pattern;
}

// Functions that answer what the verb named by $verb accepts.
std::string bash_tables(const std::string& function, const std::vector<Verb>& verbs) {
  std::string children, takes, value, options, positional;
  for (const Verb& verb : verbs) {
    const std::string here = "    " + in_bash(verb.path) + ") " + function + "_words";
    std::string names, words;
    for (const std::string& child : verb.children) {
      names += " " + in_bash(child);
      const std::string path = verb.path.empty() ? child : verb.path + " " + child;
      takes += "    " + in_bash(verb.path + ":" + child) + ") verb=" + in_bash(path) + " ;;\n";
    }
    if (!names.empty()) children += here + names + " ;;\n";
    for (const Argument& option : verb.options) {
      for (const std::string& name : option.names) words += " " + in_bash(name);
      if (!option.takes_value) continue;
      value += "    " + bash_pattern(verb, option) + ") " + bash_action(function, option) + " ;;\n";
    }
    if (!words.empty()) options += here + words + " ;;\n";
    for (std::size_t i = 0; i < verb.positionals.size(); ++i) {
      const std::string index = std::to_string(i);
      const std::string pattern = in_bash(verb.path + ":") + (verb.positionals[i].many ? "*" : index);
      positional += "    " + pattern + ") " + bash_action(function, verb.positionals[i]) + " ;;\n";
    }
  }
  const auto table = [&](const char* name, const char* subject, const std::string& rows,
                         const char* otherwise) {
    return function + name + "() {\n  case " + subject + " in\n" + rows + "    *) " + otherwise +
           " ;;\n  esac\n}\n";
  };
  return table("_verbs", "\"$verb\"", children, ":") + table("_enter", "\"$verb:$1\"", takes, "return 1") +
         table("_options", "\"$verb\"", options, ":") + table("_value", "\"$verb:$1\"", value, "return 1") +
         table("_positional", "\"$verb:$1\"", positional, ":");
}

// Quoting in the helpers keeps them valid in zsh's sh emulation as well, where compopt does not exist.
constexpr std::string_view kBashHelpers = R"sh(
@_words() {
  local word
  $dry && return
  for word in "$@"; do
    [[ "$word" == "$cur"* ]] && COMPREPLY+=("$prefix$word")
  done
  if [[ ${#COMPREPLY[@]} == 1 && "${COMPREPLY[0]}" == *= ]]; then
    compopt -o nospace 2>/dev/null
  fi
  return 0
}
@_paths() {
  local line
  $dry && return
  while IFS= read -r line; do
    [[ -n "$line" ]] && COMPREPLY+=("$prefix$line")
  done <<< "$(compgen "$1" -- "$cur")"
  compopt -o filenames 2>/dev/null
  return 0
}
)sh";

// bash splits "--batch=8" into three words, zsh leaves it whole.
constexpr std::string_view kBashMain = R"sh(
@() {
  local cur="${COMP_WORDS[COMP_CWORD]}" prefix='' verb='' option='' word dry=true
  local -i i=1 given=0
  COMPREPLY=()
  while (( i < COMP_CWORD )); do
    word="${COMP_WORDS[i]}"
    if @_value "$word"; then
      option="$word"
      if (( i + 1 < COMP_CWORD )) && [[ "${COMP_WORDS[i + 1]}" == '=' ]]; then i=i+1; fi
      if (( i + 1 < COMP_CWORD )); then i=i+1; option=''; fi
    elif [[ "$word" == -* ]]; then :
    elif @_enter "$word"; then given=0
    else given=given+1
    fi
    i=i+1
  done
  if [[ "$cur" == '=' ]]; then
    cur=''
    [[ -z "$option" ]] && return
  elif [[ -z "$option" && "$cur" == --*=* ]]; then
    option="${cur%%=*}" prefix="${cur%%=*}=" cur="${cur#*=}"
  fi
  dry=false
  if [[ -n "$option" ]]; then
    @_value "$option"
  elif [[ "$cur" == -* ]]; then
    @_options
  else
    @_verbs
    @_positional "$given"
    [[ ${#COMPREPLY[@]} == 0 && -z "$cur" ]] && @_options
  fi
  return 0
}
)sh";

std::string with_name(std::string_view script, const std::string& function) {
  std::string out;
  for (std::size_t at = 0; at < script.size(); ++at) {
    const bool name = script[at] == '@' && (script.substr(at, 2) == "@_" || script.substr(at, 2) == "@(");
    out += name ? function : std::string(1, script[at]);
  }
  return out;
}

std::string bash_script(const std::string& program, const std::vector<Verb>& verbs) {
  std::string function = "_" + program;
  std::replace_if(
      function.begin(), function.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return with_name(kBashHelpers, function) + bash_tables(function, verbs) + with_name(kBashMain, function) +
         "complete -F " + function + " " + in_bash(program) + "\n";
}

std::string fish_values(const Argument& argument) {
  switch (argument.kind) {
    case Kind::files:
      return " -F";
    case Kind::folders:
      return " -f -a '(__fish_complete_directories)'";
    case Kind::values: {
      std::string words;
      for (const std::string& value : argument.values) words += (words.empty() ? "" : " ") + value;
      return " -f -a " + in_fish(words);
    }
    case Kind::anything:
      break;
  }
  return " -f";
}

std::string fish_script(const std::string& program, const std::vector<Verb>& verbs) {
  const std::string start = "complete -c " + in_fish(program);
  std::string script = start + " -f\n";
  for (const Verb& verb : verbs) {
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
      const auto it = std::find_if(verbs.begin(), verbs.end(), [&](const Verb& v) { return v.path == path; });
      script += here + " -f -a " + in_fish(child) + " -d " + in_fish(it->description) + "\n";
    }
    for (const Argument& option : verb.options) {
      script += here;
      for (const std::string& name : option.names) {
        script +=
            name.substr(0, 2) == "--" ? " -l " + in_fish(name.substr(2)) : " -s " + in_fish(name.substr(1));
      }
      script += (option.takes_value ? " -r" + fish_values(option) : "") + " -d " +
                in_fish(option.description) + "\n";
    }
    for (const Argument& argument : verb.positionals) script += here + fish_values(argument) + "\n";
  }
  return script;
}

}  // namespace

std::string completion_script(const CLI::App& app, const std::string& shell, const Values& values) {
  std::vector<Verb> verbs;
  add_verb(verbs, app, "", {}, values);
  const std::string program = app.get_name().empty() ? "pyra" : app.get_name();
  const std::string note =
      "# " + shell + " completion for " + program + ", generated by the program itself\n";
  if (shell == "bash") return note + bash_script(program, verbs);
  if (shell == "zsh")
    return note + "autoload -Uz bashcompinit && bashcompinit\n" + bash_script(program, verbs);
  if (shell == "fish") return note + fish_script(program, verbs);
  throw InputError("no completion for the shell '" + shell + "': expected bash, zsh or fish");
}

}  // namespace pyra
