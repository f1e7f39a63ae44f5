#include "train/picture_hash.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace pyra {
namespace {

constexpr std::int64_t kSmall = 512 << 10;  // bytes of a file that was never sampled
constexpr std::int64_t kBlocks = 8, kBlock = kSmall / kBlocks;

/// Two products of 64 bits, folded: good enough against chance, several bytes a cycle.
class Hash {
 public:
  void add(const unsigned char* bytes, std::size_t count) {
    for (; count >= 8; bytes += 8, count -= 8) {
      std::uint64_t word = 0;
      std::copy_n(bytes, 8, reinterpret_cast<unsigned char*>(&word));
      mix(word);
    }
    std::uint64_t rest = count;
    for (std::size_t i = 0; i < count; ++i) rest = rest << 8 | bytes[i];
    mix(rest);
  }
  std::uint64_t value() const { return state_; }

 private:
  void mix(std::uint64_t word) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(state_ ^ word) * 0x9E3779B97F4A7C15ull;
    state_ = (static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64)) +
             0xD1B54A32D192ED03ull;
  }
  std::uint64_t state_ = 0x243F6A8885A308D3ull;
};

}  // namespace

std::uint64_t hash_picture(const std::filesystem::path& file, std::int64_t size, Hashed hashed) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return 0;  // unreadable pictures are the loader's to report
  Hash hash;
  std::array<unsigned char, kBlock> block;
  const auto add = [&](std::int64_t offset) {
    const ssize_t count = ::pread(descriptor, block.data(), block.size(), offset);
    if (count > 0) hash.add(block.data(), static_cast<std::size_t>(count));
  };
  if (size <= kSmall || hashed == Hashed::whole) {
    for (std::int64_t offset = 0; offset < size; offset += kBlock) add(offset);
  } else {
    for (std::int64_t i = 0; i < kBlocks; ++i) add((size - kBlock) / (kBlocks - 1) * i);
  }
  ::close(descriptor);
  return hash.value();
}

}  // namespace pyra
