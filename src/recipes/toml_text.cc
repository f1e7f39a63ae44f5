#include "recipes/toml_text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace pyra {

std::string toml_quoted(const std::string& text) {
  const auto plain = [](unsigned char c) { return c >= 0x20 && c != 0x7f && c != '\''; };
  if (std::all_of(text.begin(), text.end(), plain)) return "'" + text + "'";
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04X", static_cast<unsigned>(c));
      quoted += escape.data();
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

}  // namespace pyra
