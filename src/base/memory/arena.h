// All the memory of one call, laid out once.
#pragma once

#include <cstddef>

#include "base/memory/large_memory.h"

namespace pyra {

/// Hands out offsets; every buffer starts on a cache line of its own.
class Layout {
 public:
  std::size_t add(std::size_t bytes) {
    const std::size_t at = bytes_;
    bytes_ += (bytes + kAlignment - 1) / kAlignment * kAlignment;
    return at;
  }
  std::size_t bytes() const { return bytes_; }
  static constexpr std::size_t kAlignment = 64;

 private:
  std::size_t bytes_ = 0;
};

class Arena {
 public:
  explicit Arena(const Layout& layout) : memory_(layout.bytes() + Layout::kAlignment) {}
  template <typename T>
  T* at(std::size_t offset) const {
    return reinterpret_cast<T*>(static_cast<std::byte*>(memory_.data()) + offset);
  }

 private:
  LargeMemory memory_;
};

}  // namespace pyra
