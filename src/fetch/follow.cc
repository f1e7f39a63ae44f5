#include "fetch/follow.h"

namespace pyra {
namespace {

constexpr int kMostRedirects = 10;
constexpr std::size_t kMostOfAnError = 1 << 20;  // bytes of an answer that is no file

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Url next_place(const HttpAnswer& answer) {
  const std::string location = answer.header("location");
  const auto next = redirected(answer.url, location);
  const std::string from = answer.url.origin() + " redirects to '" + location + "'";
  if (!next) throw InputError(from + ", which is no address on the web; it is not followed");
  const bool at_home = answer.url.scheme == "http" && is_loopback(answer.url);
  if (next->scheme != "https" && !(at_home && is_loopback(*next)))
    throw InputError(from + ", which is not encrypted or leads into this machine; it is not followed");
  return *next;
}

}  // namespace

HttpAnswer follow(Http& http, HttpRequest request, const HttpBody& body, const Follow& rules) {
  const std::vector<std::string> headers = request.headers;
  for (int redirects = 0; redirects <= kMostRedirects; ++redirects) {
    request.headers = headers;
    if (!rules.token.empty() && request.url.origin() == rules.token_origin)
      request.headers.push_back("Authorization: Bearer " + rules.token);
    bool wanted = false;
    std::size_t unwanted = 0;
    HttpBody received;
    received.begin = [&](const HttpAnswer& answer) {
      wanted = !is_redirect(answer.status);
      if (wanted && body.begin) body.begin(answer);
      wanted = wanted && answer.status / 100 == 2;
    };
    received.add = [&](std::string_view bytes) {
      unwanted += wanted ? 0 : bytes.size();
      if (unwanted > kMostOfAnError)
        throw InputError(request.url.origin() + " sends an error without an end; nothing of it is read");
      if (wanted && body.add) body.add(bytes);
    };
    HttpAnswer answer = http.ask(request, received);
    if (!is_redirect(answer.status)) return answer;
    const Url next = next_place(answer);
    if (rules.stay && next.origin() != request.url.origin()) return answer;
    request.url = next;
  }
  throw InputError(request.url.origin() + " redirects more than " + std::to_string(kMostRedirects) +
                   " times; is it a circle? Try again later, or download by other means");
}

}  // namespace pyra
