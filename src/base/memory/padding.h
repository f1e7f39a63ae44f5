// How much memory a kernel may use, whatever instruction set runs it.
#pragma once

#include <cstdint>

namespace pyra {

/// `count` floats rounded up to the widest vectors of any instruction set, 64 bytes.
constexpr std::int64_t padded(std::int64_t count) { return (count + 15) / 16 * 16; }

}  // namespace pyra
