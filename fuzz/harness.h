// What every fuzzer here shares: a reader answers with what it read or with InputError; anything else is a
// finding.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "pyra/error.h"

namespace pyra::fuzz {

template <class Read>
int answer(Read&& read) {
  try {
    read();
  } catch (const InputError&) {
  }
  return 0;
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// A file that lies in memory alone.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view content) : descriptor_(::memfd_create("input", MFD_CLOEXEC)) {
    if (descriptor_ < 0) std::abort();
    for (std::size_t done = 0; done < content.size();) {
      const ssize_t count = ::write(descriptor_, content.data() + done, content.size() - done);
      if (count < 0) std::abort();
      done += static_cast<std::size_t>(count);
    }
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

}  // namespace pyra::fuzz

/// libFuzzer's own name and signature.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
