// All the memory of one call, laid out once.
#pragma once

#include <cstddef>

#include "base/memory/large_memory.h"
#include "base/memory/layout.h"

namespace pyra {

class Arena {
 public:
  explicit Arena(const Layout& layout) : memory_(layout.bytes() + kLineBytes) {}
  template <typename T>
  T* at(std::size_t offset) const {
    return reinterpret_cast<T*>(static_cast<std::byte*>(memory_.data()) + offset);
  }

 private:
  LargeMemory memory_;
};

}  // namespace pyra
