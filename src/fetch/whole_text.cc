#include "fetch/whole_text.h"

#include "fetch/download.h"

namespace pyra {
namespace {

constexpr int kTries = 3;
constexpr double kPause = 0.5;

}  // namespace

TextAnswer whole_text(Http& http, const HttpRequest& request, const Follow& rules, std::size_t most,
                      const FetchObserver& observer) {
  for (int tries = 1;; ++tries) {
    TextAnswer whole;
    const HttpBody body{{}, [&](std::string_view bytes) {
                          if (whole.text.size() + bytes.size() > most)
                            throw InputError(request.url.text() + " answers with more than " +
                                             byte_text(most) + "; it is not read further");
                          whole.text += bytes;
                        }};
    try {
      whole.answer = follow(http, request, body, rules);
      if (!may_pass(whole.answer.status) || tries >= kTries) return whole;
    } catch (const BrokenOff&) {
      if (tries >= kTries) throw;
    }
    pause(kPause * tries, observer);
  }
}

}  // namespace pyra
