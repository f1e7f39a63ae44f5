#include "bench/bench_memory.h"

#include <malloc.h>

#include <fstream>

#include "base/memory/memory.h"

namespace pyra {

MemoryUse measure_memory(const std::function<void()>& work) {
  malloc_trim(0);
  std::ofstream peaks("/proc/self/clear_refs");
  const bool forgotten = static_cast<bool>(peaks << "5" << std::flush);  // 5: reset VmHWM, see proc(5)
  work();
  return {peak_rss_bytes(), !forgotten};
}

}  // namespace pyra
