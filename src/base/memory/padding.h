// Counts made whole: vectors of any instruction set, lines of the cache. Files of simd/ include this header
// and the two that build on it (layout.h, carver.h): their functions are always inlined, so that none
// compiled for one instruction set can be linked into another.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace pyra {

/// The least multiple of `multiple` that is no less than `count`.
template <typename Count>
[[gnu::always_inline]] constexpr Count round_up(Count count, Count multiple) {
  return (count + multiple - 1) / multiple * multiple;
}

/// Floats in the widest vectors of any instruction set.
inline constexpr int64_t kWidestLanes = 16;
/// A line of the cache, which holds one of those.
inline constexpr size_t kLineBytes = 64;
static_assert(kLineBytes == kWidestLanes * sizeof(float));

/// `count` floats rounded up to the widest vectors.
[[gnu::always_inline]] constexpr int64_t padded(int64_t count) { return round_up(count, kWidestLanes); }
/// `bytes` rounded up to lines of the cache: what belongs to one thread shares none with another's.
[[gnu::always_inline]] constexpr size_t whole_lines(size_t bytes) { return round_up(bytes, kLineBytes); }

}  // namespace pyra
