// Where the parts of one piece of memory lie.
#pragma once

#include <stddef.h>

#include "base/memory/padding.h"

namespace pyra {

/// Hands out offsets, each a multiple of the alignment: of a line of the cache, where nothing else is said.
class Layout {
 public:
  [[gnu::always_inline]] constexpr explicit Layout(size_t alignment = kLineBytes) : alignment_(alignment) {}
  [[gnu::always_inline]] constexpr size_t add(size_t bytes) {
    const size_t at = bytes_;
    bytes_ += round_up(bytes, alignment_);
    return at;
  }
  [[gnu::always_inline]] constexpr size_t bytes() const { return bytes_; }

 private:
  size_t alignment_, bytes_ = 0;
};

}  // namespace pyra
