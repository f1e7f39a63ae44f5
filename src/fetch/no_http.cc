// Built without libcurl: nothing reaches the network.

#include "fetch/http.h"

namespace pyra {

std::unique_ptr<Http> make_http(const HttpSettings&) {
  throw Unreachable(
      "this pyra was built without downloads (cmake -DPYRA_FETCH=ON needs libcurl4-openssl-dev)");
}

}  // namespace pyra
