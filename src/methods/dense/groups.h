// What training and engines have to agree on about dense adapters, beyond their weights.
#pragma once

#include <algorithm>
#include <cstdint>

namespace pyra {

/// They work in groups of three blocks; the last group may be shorter.
inline bool opens_group(std::int64_t block) { return block % 3 == 0; }
inline bool closes_group(std::int64_t block, std::int64_t depth) {
  return block % 3 == 2 || block + 1 == depth;
}
/// Width of their inner layer.
inline std::int64_t dense_inner(std::int64_t width) { return std::max<std::int64_t>(1, width / 2); }

}  // namespace pyra
