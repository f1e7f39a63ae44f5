// Addresses on the web, read so strictly that no two readers can disagree about the host.
#pragma once

#include <optional>
#include <string>

namespace pyra {

struct Url {
  std::string scheme;  // "https" or "http"
  std::string host;    // lower case; an IPv6 address in its brackets
  std::string port;    // empty: the scheme's own
  std::string path;    // with what follows a "?"; begins with "/"

  std::string text() const { return origin() + path; }
  std::string origin() const { return scheme + "://" + host + (port.empty() ? "" : ":" + port); }
};

/// Empty for anything but http:// and https:// with a plain host: names and passwords before the host,
/// spaces, backslashes and control characters are none.
std::optional<Url> parse_url(const std::string& text);

/// Where a redirect of `from` leads. Empty as above.
std::optional<Url> redirected(const Url& from, const std::string& location);

/// Of this machine: localhost, 127.0.0.0/8 and [::1].
bool is_loopback(const Url& url);

/// Bytes that a path may not hold as they are, spelled %XX; slashes stay.
std::string percent_encoded(const std::string& text, bool slashes_too = false);

}  // namespace pyra
