#include "train/tensor_memory.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <sys/mman.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <new>
#include <unordered_map>

namespace pyra {
namespace {

constexpr std::size_t kLarge = std::size_t{1} << 20;  // smaller tensors stay with the system's allocator
constexpr std::size_t kHugePage = std::size_t{1} << 21;
constexpr std::size_t kSmallStep = std::size_t{1} << 16;  // sizes are whole steps, huge pages from kHugeFrom
constexpr std::size_t kHugeFrom = std::size_t{1} << 24;
constexpr std::size_t kSlack = std::size_t{1} << 27;  // held beyond the most that was in use at once

std::size_t rounded(std::size_t bytes) {
  const std::size_t step = bytes >= kHugeFrom ? kHugePage : kSmallStep;
  return (bytes + step - 1) / step * step;
}

/// Blocks of whole pages from the system, by size.
class Blocks {
 public:
  void* take(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    const std::size_t size = rounded(bytes);
    auto found = free_.lower_bound(size);
    // A block a quarter too large serves as well; a larger one is left for whom it fits.
    if (found == free_.end() || found->first > size + size / 4) found = free_.insert({size, map(size)});
    const auto [whole, data] = *found;
    free_.erase(found);
    free_bytes_ -= whole;
    used_.emplace(data, whole);
    use_.in_use += whole;
    use_.most_in_use = std::max(use_.most_in_use, use_.in_use);
    return data;
  }

  /// False where `data` is no block.
  bool give(void* data) {
    const std::lock_guard lock(mutex_);
    const auto found = used_.find(data);
    if (found == used_.end()) return false;
    use_.in_use -= found->second;
    free_.insert({found->second, data});
    free_bytes_ += found->second;
    used_.erase(found);
    return true;
  }

  TensorMemoryUse use() {
    const std::lock_guard lock(mutex_);
    return use_;
  }

 private:
  /// New memory. What is held stays near what was needed at once: beyond, free blocks go back first.
  void* map(std::size_t size) {
    ++use_.asked;
    while (!free_.empty() && use_.held + size > std::max(use_.most_in_use, use_.in_use + size) + kSlack) {
      const auto largest = std::prev(free_.end());
      munmap(largest->second, largest->first);
      use_.held -= largest->first;
      free_bytes_ -= largest->first;
      free_.erase(largest);
    }
    const bool huge = size >= kHugeFrom;
    const std::size_t asked = huge ? size + kHugePage : size;
    void* given = mmap(nullptr, asked, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (given == MAP_FAILED) throw std::bad_alloc();
    auto* data = static_cast<std::byte*>(given);
    if (huge) {  // cut to whole huge pages
      const std::size_t before = (kHugePage - reinterpret_cast<std::uintptr_t>(data) % kHugePage) % kHugePage;
      if (before > 0) munmap(data, before);
      munmap(data + before + size, kHugePage - before);
      data += before;
      madvise(data, size, MADV_HUGEPAGE);  // advice: nothing is lost where it is not taken
    }
    use_.held += size;
    free_bytes_ += size;
    return data;
  }

  std::mutex mutex_;
  std::multimap<std::size_t, void*> free_;
  std::unordered_map<void*, std::size_t> used_;
  std::size_t free_bytes_ = 0;
  TensorMemoryUse use_;
};

// Never destroyed: tensors may be freed after everything else.
Blocks& blocks() {
  static auto& all = *new Blocks;
  return all;
}

/// Some of torch frees by address alone, blocks and small tensors alike.
void release(void* data) {
  if (!blocks().give(data)) c10::GetDefaultCPUAllocator()->raw_deleter()(data);
}

class TensorMemory final : public c10::Allocator {
 public:
  explicit TensorMemory(c10::Allocator* small) : small_(small) {}
  c10::DataPtr allocate(std::size_t bytes) override {
    if (bytes < kLarge) return small_->allocate(bytes);
    void* data = blocks().take(bytes);
    return {data, data, release, c10::Device(c10::DeviceType::CPU)};
  }
  c10::DeleterFnPtr raw_deleter() const override { return release; }
  void copy_data(void* to, const void* from, std::size_t bytes) const override {
    default_copy_data(to, from, bytes);
  }

 private:
  c10::Allocator* small_;
};

}  // namespace

void keep_tensor_memory() {
  static TensorMemory memory(c10::GetDefaultCPUAllocator());
  static const bool done = [] {
    c10::SetCPUAllocator(&memory, 1);
    return true;
  }();
  (void)done;
}

TensorMemoryUse tensor_memory_use() { return blocks().use(); }

}  // namespace pyra
