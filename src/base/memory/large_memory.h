// Long-lived memory on huge pages where the system has them: weights are read end to end in every pass, and
// with small pages the processor spends a part of that on finding where they are.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace pyra {

class LargeMemory {
 public:
  LargeMemory() = default;
  /// Uninitialised. Throws std::bad_alloc.
  explicit LargeMemory(std::size_t bytes) {
    constexpr std::size_t kHuge = std::size_t{1} << 21, kLine = 64;
    const std::size_t alignment = bytes >= kHuge ? kHuge : kLine;
    const std::size_t whole = (bytes + alignment - 1) / alignment * alignment;
    data_.reset(std::aligned_alloc(alignment, whole > 0 ? whole : alignment));
    if (!data_) throw std::bad_alloc();
    if (bytes >= kHuge)
      madvise(data_.get(), bytes / kHuge * kHuge, MADV_HUGEPAGE);  // advice: what is lost is speed
  }
  void* data() const { return data_.get(); }

 private:
  struct Free {
    void operator()(void* data) const { std::free(data); }
  };
  std::unique_ptr<void, Free> data_;
};

}  // namespace pyra
