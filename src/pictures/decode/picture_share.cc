#include "pictures/decode/picture_share.h"

#include "pyra/error.h"
#include "pyra/picture_memory.h"

namespace pyra {

void PictureMemory::refuse_impossible(std::uint64_t bytes, const std::string& name) const {
  if (bytes <= most_) return;
  throw InputError(name + ": reading it takes " + std::to_string((bytes >> 20) + 1) + " MB, more than the " +
                   std::to_string(most_ >> 20) +
                   " MB that pictures may take together; if it is worth that, " + advice_);
}

PictureShare PictureMemory::take(std::uint64_t bytes, const std::string& name) {
  std::unique_lock lock(mutex_);
  refuse_impossible(bytes, name);
  const std::uint64_t ticket = tickets_++;
  // In the order of asking: a large picture would wait forever behind small ones that pass it.
  changed_.wait(
      lock, [&] { return serving_ == ticket && (used_ == 0 || (used_ <= most_ && bytes <= most_ - used_)); });
  ++serving_;
  used_ += bytes;
  lock.unlock();
  changed_.notify_all();
  return {*this, bytes};
}

std::uint64_t PictureMemory::waiting() {
  const std::lock_guard lock(mutex_);
  return tickets_ - serving_;
}

bool PictureMemory::try_more(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (used_ > most_ || bytes > most_ - used_) return false;
  used_ += bytes;
  return true;
}

void PictureMemory::give_back(std::uint64_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    used_ -= bytes;
  }
  changed_.notify_all();
}

void PictureMemory::advise(std::string how_to_raise) {
  const std::lock_guard lock(mutex_);
  advice_ = std::move(how_to_raise);
}

void PictureMemory::resize(std::uint64_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    most_ = bytes;
  }
  changed_.notify_all();
}

bool PictureShare::try_grow(std::uint64_t bytes, const std::string& name) {
  if (bytes <= bytes_) return true;
  {
    const std::lock_guard lock(memory_->mutex_);
    memory_->refuse_impossible(bytes, name);
  }
  if (!memory_->try_more(bytes - bytes_)) return false;
  bytes_ = bytes;
  return true;
}

void PictureShare::shrink(std::uint64_t bytes) {
  if (memory_ == nullptr || bytes >= bytes_) return;
  memory_->give_back(bytes_ - bytes);
  bytes_ = bytes;
}

PictureMemory& picture_memory() {
  static PictureMemory memory(kDefaultPictureMemory);
  return memory;
}

void set_picture_memory(std::size_t bytes) { picture_memory().resize(bytes); }

}  // namespace pyra
