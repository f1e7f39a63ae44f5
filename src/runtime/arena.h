// All the memory of one call, laid out once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

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
  explicit Arena(const Layout& layout)
      : memory_(static_cast<std::byte*>(std::aligned_alloc(Layout::kAlignment, layout.bytes() + Layout::kAlignment))) {
    if (memory_ == nullptr) throw std::bad_alloc();
  }
  template <typename T>
  T* at(std::size_t offset) const {
    return reinterpret_cast<T*>(memory_.get() + offset);
  }

 private:
  struct Free {
    void operator()(std::byte* memory) const { std::free(memory); }
  };
  std::unique_ptr<std::byte, Free> memory_;
};

}  // namespace pyra
