#include "fetch/download.h"

#include <charconv>
#include <chrono>
#include <thread>

namespace pyra {
namespace {

constexpr int kTries = 3;  // without a byte between them
constexpr double kPause = 0.5;

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// "bytes 100-199/200" -> (100, 200).
std::optional<std::pair<std::uint64_t, std::uint64_t>> content_range(const std::string& text) {
  const std::string unit = "bytes ";
  const std::size_t dash = text.find('-'), slash = text.find('/');
  if (!text.starts_with(unit) || dash == std::string::npos || slash == std::string::npos || slash < dash)
    return {};
  const auto begin = whole_number(std::string_view(text).substr(unit.size(), dash - unit.size()));
  const auto total = whole_number(std::string_view(text).substr(slash + 1));
  return begin && total ? std::optional(std::pair(*begin, *total)) : std::nullopt;
}

class OneTry {
 public:
  OneTry(const Download& wanted, PartialFile& file, const FetchObserver& observer,
         std::optional<std::uint64_t>& size)
      : wanted_(wanted), file_(file), observer_(observer), size_(size) {}

  HttpAnswer run(Http& http, const Follow& rules) {
    HttpRequest request{wanted_.url, false, wanted_.headers, 0};
    request.headers.emplace_back("Accept-Encoding: identity");
    if (!wanted_.resumable) file_.start_anew();
    if (file_.size() > 0) {
      request.headers.push_back("Range: bytes=" + std::to_string(file_.size()) + "-");
      if (!wanted_.validator.empty()) request.headers.push_back("If-Range: " + wanted_.validator);
    }
    const HttpBody body{[&](const HttpAnswer& answer) { begin(answer); },
                        [&](std::string_view bytes) { add(bytes); }};
    return follow(http, request, body, rules);
  }

 private:
  void begin(const HttpAnswer& answer) {
    if (answer.status == 416) file_.start_anew();  // it has no such part: of another file
    if (answer.status / 100 == 2 && answer.status != 200 && answer.status != 206)
      refuse("is answered with HTTP " + std::to_string(answer.status) + ", which is no file");
    if (answer.status / 100 != 2) return;
    const std::string coding = answer.header("content-encoding");
    if (!coding.empty() && coding != "identity")
      refuse("comes packed (" + coding + "), which was not asked for");
    std::optional<std::uint64_t> total = whole_number(answer.header("content-length"));
    if (answer.status == 206) {
      const auto range = content_range(answer.header("content-range"));
      if (!range || range->first != file_.size()) refuse("goes on at another place than was asked for");
      total = range->second;
    } else if (file_.size() > 0) {
      file_.start_anew();
    }
    if (!total) total = size_;
    if (!total) refuse("comes without its size, so that nothing tells where it ends");
    if (size_ && *total != *size_)
      refuse("is announced with " + std::to_string(*total) + " bytes, then with " + std::to_string(*size_));
    if (wanted_.most > 0 && *total > wanted_.most)
      refuse("is announced with " + byte_text(*total) + ", more than the " + byte_text(wanted_.most) +
             " that such a file may have");
    size_ = total;
    if (*total > file_.size()) file_.check_room(*total - file_.size());
    wanted_.begins(answer);
  }

  void add(std::string_view bytes) {
    if (file_.size() + bytes.size() > *size_)
      refuse("does not end after the " + std::to_string(*size_) + " bytes that were announced");
    file_.append(bytes);
    observer_.progress(wanted_.label, file_.size(), *size_);
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw InputError(
        wanted_.label + " of " + wanted_.url.host + " " + what +
        "; it is not read further. Try again later, or download it by other means and name the file");
  }

  const Download& wanted_;
  PartialFile& file_;
  const FetchObserver& observer_;
  std::optional<std::uint64_t>& size_;
};

}  // namespace

bool may_pass(int status) { return status == 429 || status == 408 || (status >= 500 && status != 501); }

void pause(double seconds, const FetchObserver& observer) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (std::chrono::steady_clock::now() < until) {
    if (observer.stop()) throw Interrupted("stopped before another try to download");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

HttpAnswer download(Http& http, const Download& wanted, const Follow& rules, PartialFile& file,
                    const FetchObserver& observer) {
  std::optional<std::uint64_t> size = wanted.size;
  if (size && file.size() > *size) file.start_anew();
  HttpAnswer answer;
  answer.url = wanted.url;
  answer.status = 200;
  std::uint64_t before = file.size();
  for (int tries = 1; !size || file.size() < *size; ++tries) {
    try {
      answer = OneTry(wanted, file, observer, size).run(http, rules);
      const bool taken = answer.status == 200 || answer.status == 206;
      if (taken && size && file.size() == *size) break;
      if (!taken && answer.status != 416 && !may_pass(answer.status)) return answer;
      if (!taken && tries >= kTries) return answer;
      if (tries >= kTries) throw BrokenOff(wanted.label + " of " + wanted.url.host + " ends early");
    } catch (const BrokenOff&) {
      if (file.size() > before) tries = 1;
      if (tries >= kTries) throw;
    }
    before = file.size();
    pause(kPause * tries, observer);
  }
  return answer;
}

}  // namespace pyra
