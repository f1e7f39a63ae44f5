// Redirects, followed no further than they can be trusted.
#pragma once

#include "fetch/http.h"

namespace pyra {

struct Follow {
  std::string token;         // for `token_origin` alone: never sent anywhere that it redirects to
  std::string token_origin;  // "https://huggingface.co"
  bool stay = false;         // a redirect to another host is the answer
};

/// Asks, and asks again where the answer leads, at most ten times. The last answer's body alone is received.
/// Throws InputError for redirects in a circle, to anything but https (from this machine itself: http of this
/// machine), and without a place.
HttpAnswer follow(Http& http, HttpRequest request, const HttpBody& body, const Follow& rules);

}  // namespace pyra
