// Seam: one question to a web server and its answer. curl_http.cc asks by libcurl; no_http.cc is built where
// that is left out; tests have servers of their own.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/url.h"
#include "pyra/error.h"

namespace pyra {

struct HttpRequest {
  Url url;
  bool head = false;                 // the headers alone
  std::vector<std::string> headers;  // "Name: value"
  int total_seconds = 0;             // 0: as long as bytes come
};

struct HttpAnswer {
  Url url;
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  /// Empty where there is none.
  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

/// What receives an answer's body. Both may throw, which ends the answer and comes out of ask().
struct HttpBody {
  std::function<void(const HttpAnswer& answer)> begin;  // the headers are there
  std::function<void(std::string_view bytes)> add;
};

/// No connection: no such host, no route, nobody there, a certificate that is not trusted, no answer in time.
struct Unreachable : Failure {
  using Failure::Failure;
};
/// An answer that ended in its midst, or stood still.
struct BrokenOff : Failure {
  using Failure::Failure;
};

class Http {
 public:
  virtual ~Http() = default;
  /// One answer, whatever its status; redirects are not followed. Throws Unreachable, BrokenOff, Interrupted,
  /// and InputError for headers without an end.
  virtual HttpAnswer ask(const HttpRequest& request, const HttpBody& body) = 0;
};

struct HttpSettings {
  int connect_seconds = 10;
  int stall_seconds = 30;
  std::function<bool()> stop = [] { return false; };
};

/// Proxies are those of the environment (https_proxy, no_proxy). Throws InputError in a build without
/// libcurl.
std::unique_ptr<Http> make_http(const HttpSettings& settings);

}  // namespace pyra
