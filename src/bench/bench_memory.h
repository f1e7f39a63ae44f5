// The memory that running a model takes, apart from what making it took.
#pragma once

#include <cstdint>
#include <functional>

namespace pyra {

struct MemoryUse {
  std::int64_t peak_bytes = 0;   // the most that the process held while `work` ran: program, weights, buffers
  bool includes_before = false;  // the system could not forget earlier peaks, so those count as well
};

/// Gives freed memory back to the system, makes it forget the peak so far, runs `work`.
MemoryUse measure_memory(const std::function<void()>& work);

}  // namespace pyra
