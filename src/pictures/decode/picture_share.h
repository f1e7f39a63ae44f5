// One budget for the pictures that all threads of a process are reading.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>

namespace pyra {

/// A part of PictureMemory, given back at the end of its life.
class PictureShare;

class PictureMemory {
 public:
  explicit PictureMemory(std::uint64_t bytes) : most_(bytes) {}

  /// Waits for `bytes`, behind those who asked earlier. Whoever waits must hold no share. Throws InputError,
  /// beginning with `name`, for more than there will ever be.
  PictureShare take(std::uint64_t bytes, const std::string& name);
  void resize(std::uint64_t bytes);
  /// What a refusal tells the user to do, in the words of the program that this is part of.
  void advise(std::string how_to_raise);
  /// How many threads wait in take().
  std::uint64_t waiting();

 private:
  friend class PictureShare;
  void refuse_impossible(std::uint64_t bytes, const std::string& name) const;
  bool try_more(std::uint64_t bytes);
  void give_back(std::uint64_t bytes);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t most_, used_ = 0;
  std::uint64_t tickets_ = 0, serving_ = 0;
  std::string advice_ = "raise it with pyra_set_picture_memory(), in C++ pyra::set_picture_memory()";
};

class PictureShare {
 public:
  PictureShare() = default;
  PictureShare(PictureShare&& other) noexcept { swap(other); }
  PictureShare& operator=(PictureShare&& other) noexcept {
    swap(other);
    return *this;
  }
  ~PictureShare() { shrink(0); }

  std::uint64_t bytes() const { return bytes_; }
  /// True where the share holds `bytes` now. Throws InputError as take() does.
  bool try_grow(std::uint64_t bytes, const std::string& name);
  void shrink(std::uint64_t bytes);

 private:
  friend class PictureMemory;
  PictureShare(PictureMemory& memory, std::uint64_t bytes) : memory_(&memory), bytes_(bytes) {}
  void swap(PictureShare& other) {
    std::swap(memory_, other.memory_);
    std::swap(bytes_, other.bytes_);
  }

  PictureMemory* memory_ = nullptr;
  std::uint64_t bytes_ = 0;
};

/// The process's own: memory is shared by all its threads, whichever loader they belong to.
PictureMemory& picture_memory();

}  // namespace pyra
