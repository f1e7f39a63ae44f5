#include <curl/curl.h>

#include <charconv>
#include <cstdlib>
#include <exception>

#include "base/text/words.h"
#include "fetch/http.h"
#include "pyra/version.h"

namespace pyra {
namespace {

constexpr long kBuffer = 256 << 10;
constexpr std::size_t kMostHeaderBytes = 256 << 10;  // of one answer

/// What libcurl's calls back share with ask(): nothing may be thrown through C.
struct Exchange {
  const HttpSettings& settings;
  const HttpBody& body;
  HttpAnswer answer;
  std::size_t header_bytes = 0;
  bool begun = false, stopped = false;
  std::exception_ptr failed;

  template <class Work>
  bool guarded(const Work& work) {
    try {
      work();
      return true;
    } catch (...) {
      failed = std::current_exception();
      return false;
    }
  }

  void take_header(std::string_view line) {
    header_bytes += line.size();
    if (header_bytes > kMostHeaderBytes) {
      throw InputError(answer.url.origin() + " sends headers without an end (more than " +
                       std::to_string(kMostHeaderBytes >> 10) + " KB); nothing of it is read");
    }
    if (line.starts_with("HTTP/")) {  // of the answer itself: a "100 Continue" or a proxy's came before
      answer.headers.clear();
      const std::size_t space = line.find(' ');
      if (space != std::string_view::npos)
        std::from_chars(line.data() + space + 1, line.data() + line.size(), answer.status);
      return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const std::size_t begin = line.find_first_not_of(" \t", colon + 1),
                      end = line.find_last_not_of(" \t\r\n");
    const std::string name = lower_case(std::string(line.substr(0, colon)));
    answer.headers[name] = begin == std::string_view::npos || end < begin
                               ? ""
                               : std::string(line.substr(begin, end - begin + 1));
  }
};

std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* given) {
  auto& exchange = *static_cast<Exchange*>(given);
  return exchange.guarded([&] { exchange.take_header({bytes, count}); }) ? count : 0;
}

class CurlHttp final : public Http {
 public:
  explicit CurlHttp(const HttpSettings& settings)
      : settings_(settings), curl_(curl_easy_init(), &curl_easy_cleanup) {
    if (curl_ == nullptr) throw Failure("libcurl cannot be started");
  }

  HttpAnswer ask(const HttpRequest& request, const HttpBody& body) override {
    CURL* curl = curl_.get();
    Exchange exchange{settings_, body, {}, 0, false, false, {}};
    exchange.answer.url = request.url;
    curl_slist* list = nullptr;
    for (const std::string& header : request.headers) list = curl_slist_append(list, header.c_str());
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(list, &curl_slist_free_all);
    curl_easy_reset(curl);  // connections stay
    set_up(request, exchange);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    char reason[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
    const CURLcode code = curl_easy_perform(curl);
    if (exchange.failed) std::rethrow_exception(exchange.failed);
    if (exchange.stopped)
      throw Interrupted("stopped; what came from " + request.url.host +
                        " is kept, and the same command goes on from there");
    const std::string why = *reason != '\0' ? reason : curl_easy_strerror(code);
    if (code != CURLE_OK) fail(code, exchange, request.url, why);
    if (!exchange.begun && body.begin) body.begin(exchange.answer);
    return exchange.answer;
  }

 private:
  void set_up(const HttpRequest& request, Exchange& exchange) {
    CURL* curl = curl_.get();
    curl_easy_setopt(curl, CURLOPT_URL, request.url.text().c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, request.url.scheme.c_str());
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);  // as it was checked
    curl_easy_setopt(curl, CURLOPT_NOBODY, request.head ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, (std::string("pyra/") + kVersion).c_str());
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);  // of a proxy
    curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, kBuffer);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings_.connect_seconds));
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(settings_.stall_seconds));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(request.total_seconds));
    // The variable of OpenSSL, which Debian's libcurl overrides by its own default.
    if (const char* file = std::getenv("SSL_CERT_FILE"); file != nullptr && *file != '\0')
      curl_easy_setopt(curl, CURLOPT_CAINFO, file);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &CurlHttp::on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &CurlHttp::on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &exchange);
  }

  [[noreturn]] static void fail(CURLcode code, const Exchange& exchange, const Url& url,
                                const std::string& why) {
    const std::string place = url.host + (url.port.empty() ? "" : ":" + url.port);
    const bool in_its_midst = exchange.header_bytes > 0 && code != CURLE_COULDNT_CONNECT;
    if (in_its_midst) throw BrokenOff(place + " broke off: " + why);
    throw Unreachable(place + " cannot be reached: " + why);
  }

  static std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* given) {
    auto& exchange = *static_cast<Exchange*>(given);
    const bool fine = exchange.guarded([&] {
      if (!exchange.begun) {
        exchange.begun = true;
        if (exchange.body.begin) exchange.body.begin(exchange.answer);
      }
      if (exchange.body.add) exchange.body.add({bytes, count});
    });
    return fine ? count : 0;
  }

  static int on_progress(void* given, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    auto& exchange = *static_cast<Exchange*>(given);
    exchange.stopped = exchange.settings.stop();
    return exchange.stopped ? 1 : 0;
  }

  HttpSettings settings_;
  std::unique_ptr<CURL, void (*)(CURL*)> curl_;
};

}  // namespace

std::unique_ptr<Http> make_http(const HttpSettings& settings) { return std::make_unique<CurlHttp>(settings); }

}  // namespace pyra
