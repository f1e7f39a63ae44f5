#include "compare/variables.h"

#include <cstdlib>

#include "fetch/remote_name.h"
#include "pyra/error.h"

namespace pyra {

std::string Variables::value_of(const std::string& name, const std::string& place) const {
  if (const auto found = given_.find(name); found != given_.end()) return found->second;
  const char* value = name.empty() ? nullptr : std::getenv(name.c_str());
  if (value != nullptr && *value != '\0') return value;
  if (!needed_) return "${" + name + "}";
  throw InputError(place + ": ${" + name + "} has no value; give --set " + (name.empty() ? "NAME" : name) +
                   "=PATH or set it in the environment");
}

NamedPath Variables::resolve(const std::string& spelled, const std::filesystem::path& folder,
                             const std::string& place) const {
  std::string text;
  for (std::size_t at = 0; at < spelled.size();) {
    const std::size_t open = spelled.find("${", at);
    text += spelled.substr(at, open - at);
    if (open == std::string::npos) break;
    const std::size_t close = spelled.find('}', open);
    if (close == std::string::npos) throw InputError(place + ": '" + spelled + "' has a ${ without its }");
    text += value_of(spelled.substr(open + 2, close - open - 2), place);
    at = close + 1;
  }
  if (text.empty()) throw InputError(place + ": an empty path; give a file or a folder");
  if (is_remote_name(text)) return {spelled, text, text};
  return {spelled, (folder / text).lexically_normal()};
}

std::pair<std::string, std::string> parse_assignment(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw InputError("--set " + text + ": NAME=VALUE expected, e.g. --set DATA=/somewhere/vtab-1k");
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace pyra
