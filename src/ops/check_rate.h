// How many tokens a block may lose.
#pragma once

#include <cstdint>

namespace pyra {

/// At most half of those that are no prefix may leave, for every reducer alike. Throws InputError.
void check_rate(std::int64_t tokens, std::int64_t prefix, std::int64_t rate);

}  // namespace pyra
