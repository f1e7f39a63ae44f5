// The one place where JSON becomes text.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace pyra {

/// `value` on one line, or with `indent` spaces a level. Paths and names come from the system and need not be
/// UTF-8: a byte that is not becomes U+FFFD, where nlohmann's own default throws, which once was after the
/// last epoch of a run.
template <class Json>
std::string json_text(const Json& value, int indent = -1) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

/// For terminals: whatever is not ASCII is escaped.
template <class Json>
std::string json_ascii(const Json& value) {
  return value.dump(-1, ' ', true, Json::error_handler_t::replace);
}

/// For what must come back as it was. Throws Json::exception where it is not UTF-8.
template <class Json>
std::string json_exact(const Json& value) {
  return value.dump();
}

/// `text` with U+FFFD for what is not UTF-8: as it comes back from JSON.
inline std::string as_utf8(const std::string& text) {
  return nlohmann::json::parse(json_text(nlohmann::json(text))).get<std::string>();
}

}  // namespace pyra
