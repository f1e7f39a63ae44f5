#include "pictures/sets/name_key.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "base/text/words.h"

namespace pyra {
namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Bytes of the code point that `text` begins with; 0 where that is none.
std::size_t code_point_bytes(std::string_view text) {
  utf8proc_int32_t value = 0;
  const utf8proc_ssize_t bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                  static_cast<utf8proc_ssize_t>(text.size()), &value);
  return bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
}

std::string escaped(char byte) {
  constexpr const char* kDigits = "0123456789abcdef";
  const auto value = static_cast<unsigned char>(byte);
  return {'\\', 'x', kDigits[value >> 4], kDigits[value & 15]};
}

}  // namespace

std::string name_key(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  utf8proc_uint8_t* composed = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
      &composed, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, void (*)(void*)> owner(composed, std::free);
  return size < 0 ? std::string(text)
                  : std::string(reinterpret_cast<const char*>(composed), static_cast<std::size_t>(size));
}

std::string folder_key(const std::string& picture) {
  return name_key(std::filesystem::path(picture).parent_path().filename().string());
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t bytes = code_point_bytes(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

std::string readable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t bytes = code_point_bytes(text);
    const bool plain = bytes > 0 && static_cast<unsigned char>(text[0]) >= 0x20 && text[0] != 0x7F;
    result += plain ? std::string(text.substr(0, bytes)) : escaped(text[0]);
    text.remove_prefix(std::max<std::size_t>(bytes, 1));
  }
  return result;
}

std::string quote_few(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 4;
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min(kShown, names.size()); ++i)
    shown.push_back("'" + readable(names[i]) + "'");
  if (names.size() > kShown) shown.push_back(std::to_string(names.size() - kShown) + " more");
  return listed(shown, "and");
}

}  // namespace pyra
