// Whether there is memory left for what cannot say that there is none.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <new>

namespace pyra {

/// oneDNN writes the code of its kernels where a failed mapping would be, and dies; one kernel takes less
/// than this.
constexpr std::size_t kRoomForKernels = std::size_t{24} << 20;
/// Likewise its lists while it runs.
constexpr std::size_t kRoomForCalls = std::size_t{2} << 20;

/// Throws std::bad_alloc where the system would not give `bytes` more.
inline void require_room(std::size_t bytes) {
  void* probe = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (probe == MAP_FAILED) throw std::bad_alloc();
  munmap(probe, bytes);
}

}  // namespace pyra
