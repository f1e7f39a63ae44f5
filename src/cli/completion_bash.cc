// The script for bash, which zsh runs too.

#include <algorithm>
#include <cctype>

#include "cli/completion_tree.h"

namespace pyra {
namespace {

// What completes a value, as a command of the bash script.
std::string bash_action(const std::string& function, const CompletedArgument& argument) {
  switch (argument.kind) {
    case ArgumentKind::files:
      return function + "_paths -f";
    case ArgumentKind::folders:
      return function + "_paths -d";
    case ArgumentKind::values: {
      std::string action = function + "_words";
      for (const std::string& value : argument.values) action.append(" ").append(in_bash(value));
      return action;
    }
    case ArgumentKind::anything:
      break;
  }
  return ":";
}

// 'adapt:--batch'|'adapt:-b'
std::string bash_pattern(const CompletedVerb& verb, const CompletedArgument& option) {
  std::string pattern;
  for (const std::string& name : option.names) {
    if (!pattern.empty()) pattern += '|';
    pattern += in_bash(verb.path + ":" + name);
  }
  return pattern;
}

// Functions that answer what the verb named by $verb accepts.
std::string bash_tables(const std::string& function, const std::vector<CompletedVerb>& verbs) {
  std::string children, takes, value, options, positional;
  for (const CompletedVerb& verb : verbs) {
    const std::string here = "    " + in_bash(verb.path) + ") " + function + "_words";
    std::string names, words;
    for (const std::string& child : verb.children) {
      names.append(" ").append(in_bash(child));
      const std::string path = verb.path.empty() ? child : verb.path + " " + child;
      takes += "    " + in_bash(verb.path + ":" + child) + ") verb=" + in_bash(path) + " ;;\n";
    }
    if (!names.empty()) children += here + names + " ;;\n";
    for (const CompletedArgument& option : verb.options) {
      for (const std::string& name : option.names) words.append(" ").append(in_bash(name));
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

}  // namespace

std::string bash_completion(const std::string& program, const std::vector<CompletedVerb>& verbs) {
  std::string function = "_" + program;
  std::replace_if(
      function.begin(), function.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return with_name(kBashHelpers, function) + bash_tables(function, verbs) + with_name(kBashMain, function) +
         "complete -F " + function + " " + in_bash(program) + "\n";
}

}  // namespace pyra
