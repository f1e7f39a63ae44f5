#include "recipes/toml_reader.h"

#include <sstream>

#include "base/text/words.h"
#include "io/text_file.h"
#include "pyra/error.h"

namespace pyra {
namespace {

// Values nest at most 256 deep, which the parser sees to; each may stand under a key of so many parts.
constexpr int kMaxKeyParts = 48;

/// Dots between two signs that end a key. Those of strings count too, which does no harm: nobody writes so
/// many.
void check_keys(const std::string& text, const std::string& source) {
  int dots = 0, line = 1;
  for (const char c : text) {
    if (c == '\n') ++line;
    if (c == '.' && ++dots >= kMaxKeyParts) {
      throw InputError(source + ":" + std::to_string(line) + ": a key of more than " +
                       std::to_string(kMaxKeyParts) + " parts");
    }
    if (c == '\n' || c == '=' || c == ',' || c == '[' || c == ']' || c == '{' || c == '}') dots = 0;
  }
}

}  // namespace

toml::table parse_toml(const std::string& text, const std::string& source) {
  if (text.size() > kMaxTomlBytes) {
    throw InputError(source + ": " + std::to_string(text.size()) + " bytes of TOML, at most " +
                     std::to_string(kMaxTomlBytes) + " are read");
  }
  check_keys(text, source);
  try {
    return toml::parse(text, source);
  } catch (const toml::parse_error& error) {
    throw InputError(source + ":" + std::to_string(error.source().begin.line) +
                     ": not valid TOML: " + std::string(error.description()));
  }
}

std::string unknown_key(const std::string& key, const std::vector<std::string>& known) {
  return "unknown key '" + key + "'; known keys are " + listed(known, "and") + did_you_mean(key, known);
}

std::optional<std::string> toml_value_text(const toml::node& node) {
  std::ostringstream plain;
  plain.precision(17);
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  if (const auto* whole = node.as_integer()) {
    plain << whole->get();
  } else if (const auto* real = node.as_floating_point()) {
    plain << real->get();
  } else {
    return {};
  }
  return plain.str();
}

}  // namespace pyra
