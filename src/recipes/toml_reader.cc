#include "recipes/toml_reader.h"

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

}  // namespace pyra
