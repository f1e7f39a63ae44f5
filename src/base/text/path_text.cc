#include "base/text/path_text.h"

#include <charconv>
#include <string_view>

#include "base/text/utf8.h"

namespace pyra {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr unsigned kFirst = 0x80;  // every byte below is UTF-8

}  // namespace

std::string last_name(const std::filesystem::path& path) {
  return (std::filesystem::absolute(path) / "").lexically_normal().parent_path().filename().string();
}

std::string path_text(const std::filesystem::path& path) {
  const std::string bytes = path.string();
  std::string text;
  for (std::string_view rest = bytes; !rest.empty();) {
    const CodePoint point = first_code_point(rest);
    if (point.valid) {
      text += rest.substr(0, point.bytes);
    } else {
      const auto byte = static_cast<unsigned char>(rest.front());
      text += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
    }
    rest.remove_prefix(point.bytes);
  }
  return text;
}

std::filesystem::path path_of_text(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size();) {
    unsigned byte = 0;
    const char *digits = text.data() + i + 2, *end = digits + 2;
    if (i + 4 <= text.size() && text.compare(i, 2, "\\x") == 0 &&
        std::from_chars(digits, end, byte, 16).ptr == end && byte >= kFirst) {
      bytes += static_cast<char>(byte);
      i += 4;
    } else {
      bytes += text[i++];
    }
  }
  std::error_code ignored;
  return bytes != text && !std::filesystem::exists(text, ignored) && std::filesystem::exists(bytes, ignored)
             ? bytes
             : text;
}

}  // namespace pyra
