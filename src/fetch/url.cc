#include "fetch/url.h"

#include <algorithm>
#include <cctype>

#include "base/text/words.h"

namespace pyra {
namespace {

bool all_of(const std::string& text, const char* others) {
  return std::all_of(text.begin(), text.end(), [&](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view(others).find(static_cast<char>(c)) != std::string_view::npos;
  });
}

bool is_ipv6(const std::string& host) {
  return host.size() > 2 && host.front() == '[' && host.back() == ']' &&
         host.find_first_not_of("0123456789abcdef:.", 1) == host.size() - 1;
}

bool is_plain(const std::string& path) {
  return std::all_of(path.begin(), path.end(),
                     [](unsigned char c) { return c > ' ' && c < 0x7f && c != '\\'; });
}

/// No dots beside each other, which no name has, and no letters in what looks like an address.
bool is_ipv4(const std::string& host) {
  return host.find_first_not_of("0123456789.") == std::string::npos &&
         std::count(host.begin(), host.end(), '.') == 3;
}

}  // namespace

std::optional<Url> parse_url(const std::string& text) {
  Url url;
  const std::size_t after = text.find("://");
  if (after == std::string::npos) return {};
  url.scheme = lower_case(text.substr(0, after));
  if (url.scheme != "http" && url.scheme != "https") return {};
  const std::size_t host = after + 3, slash = std::min(text.find_first_of("/?#", host), text.size());
  std::string authority = lower_case(text.substr(host, slash - host));
  if (authority.empty()) return {};
  const std::size_t colon = authority.find(':', authority.front() == '[' ? authority.find(']') : 0);
  if (colon != std::string::npos) {
    url.port = authority.substr(colon + 1);
    if (url.port.empty() || url.port.size() > 5 ||
        url.port.find_first_not_of("0123456789") != std::string::npos)
      return {};
    authority.resize(colon);
  }
  if (authority.empty() || (!all_of(authority, ".-_") && !is_ipv6(authority))) return {};
  url.host = authority;
  url.path = text.substr(slash, text.find('#', slash) - slash);
  if (url.path.empty() || url.path.front() != '/') url.path.insert(0, "/");
  if (!is_plain(url.path)) return {};
  return url;
}

std::optional<Url> redirected(const Url& from, const std::string& location) {
  if (location.starts_with("//")) return parse_url(from.scheme + ":" + location);
  if (location.starts_with("/")) return parse_url(from.origin() + location);
  if (location.find("://") != std::string::npos) return parse_url(location);
  const std::string path = from.path.substr(0, from.path.find('?'));
  if (location.empty() || location.find(':') < location.find('/')) return {};  // "file:/etc", "data:..."
  return parse_url(from.origin() + path.substr(0, path.rfind('/') + 1) + location);
}

bool is_loopback(const Url& url) {
  return url.host == "localhost" || url.host == "[::1]" ||
         (is_ipv4(url.host) && url.host.starts_with("127."));
}

std::string percent_encoded(const std::string& text, bool slashes_too) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 &&
        (std::isalnum(byte) != 0 || std::string_view("-._~").find(c) != std::string_view::npos ||
         (c == '/' && !slashes_too))) {
      encoded += c;
    } else {
      encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return encoded;
}

}  // namespace pyra
