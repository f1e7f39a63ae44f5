#include "ops/check_rate.h"

#include <string>

#include "pyra/error.h"

namespace pyra {

void check_rate(std::int64_t tokens, std::int64_t prefix, std::int64_t rate) {
  const std::int64_t most = (tokens - prefix) / 2;
  if (rate >= 0 && rate <= most) return;
  throw InputError("cannot remove " + std::to_string(rate) + " of " + std::to_string(tokens) + " tokens (" +
                   std::to_string(prefix) + " of them prefix); at most " + std::to_string(most));
}

}  // namespace pyra
