// Scratch memory cut into typed parts. A kernel names its parts in a struct with a function
//   static Parts cut(Carver& from, shape...)
// which is walked twice: measured() finds how much memory that takes, carved() cuts what the caller brought.
#pragma once

#include <cstddef>

#include "base/memory/layout.h"

namespace pyra {

class Carver {
 public:
  /// Of no memory (null) it only measures, and the parts are null.
  [[gnu::always_inline]] constexpr Carver(void* memory, size_t alignment)
      : memory_(memory), layout_(alignment) {}

  /// The next `count` of T.
  template <typename T>
  [[gnu::always_inline]] constexpr T* take(int64_t count) {
    const size_t at = layout_.add(static_cast<size_t>(count) * sizeof(T));
    return memory_ == nullptr ? nullptr : reinterpret_cast<T*>(static_cast<char*>(memory_) + at);
  }
  /// What another kernel asks for.
  [[gnu::always_inline]] constexpr std::byte* take_bytes(size_t bytes) {
    return take<std::byte>(static_cast<int64_t>(bytes));
  }
  [[gnu::always_inline]] constexpr size_t bytes() const { return layout_.bytes(); }

 private:
  void* memory_;
  Layout layout_;
};

/// Bytes of memory for the parts.
template <typename Parts, size_t Alignment = kLineBytes, typename... Arguments>
[[gnu::always_inline]] constexpr size_t measured(const Arguments&... arguments) {
  Carver carver(nullptr, Alignment);
  Parts::cut(carver, arguments...);
  return carver.bytes();
}

/// The parts of `memory`, aligned as it is, up to Alignment.
template <typename Parts, size_t Alignment = kLineBytes, typename... Arguments>
[[gnu::always_inline]] constexpr Parts carved(void* memory, const Arguments&... arguments) {
  Carver carver(memory, Alignment);
  return Parts::cut(carver, arguments...);
}

}  // namespace pyra
