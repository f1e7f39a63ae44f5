#include "show/visible.h"

#include <cstdio>

#include "base/text/utf8.h"

namespace pyra {
namespace {

std::string escape(const char* form, unsigned value) {
  char text[16];
  std::snprintf(text, sizeof text, form, value);
  return text;
}

}  // namespace

std::string visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint c = first_code_point(text);
    const std::string_view raw = text.substr(0, c.bytes);
    text.remove_prefix(c.bytes);
    if (c.value == '\r' && text.starts_with('\n')) continue;
    if (!c.valid) {
      out += escape("\\x%02x", static_cast<unsigned char>(raw[0]));
    } else if (is_control(c.value) && c.value != '\n' && c.value != '\t') {
      out += escape("\\x%02x", c.value);
    } else if (turns_direction(c.value)) {
      out += escape("\\u%04x", c.value);
    } else {
      out += raw;
    }
  }
  return out;
}

std::string visible_json(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint c = first_code_point(text);
    const bool layout =
        c.value == '\n' || c.value == '\t' || c.value == '\r';  // between values, never inside a string
    if ((is_control(c.value) && !layout) || turns_direction(c.value)) {
      out += escape("\\u%04x", c.value);
    } else {
      out += text.substr(0, c.bytes);
    }
    text.remove_prefix(c.bytes);
  }
  return out;
}

}  // namespace pyra
