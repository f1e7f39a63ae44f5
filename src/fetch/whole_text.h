// A short answer, whole in memory.
#pragma once

#include "fetch/follow.h"
#include "fetch/observer.h"

namespace pyra {

struct TextAnswer {
  HttpAnswer answer;
  std::string text;
};

/// Tries a few times where a server is busy (429, 5xx) or breaks off. Throws InputError for a text of more
/// than `most` bytes.
TextAnswer whole_text(Http& http, const HttpRequest& request, const Follow& rules, std::size_t most,
                      const FetchObserver& observer);

}  // namespace pyra
