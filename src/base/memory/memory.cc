#include "base/memory/memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <string>

namespace pyra {

std::int64_t peak_rss_bytes() {
  // VmHWM belongs to this program alone; getrusage's maximum is inherited from whoever called exec.
  std::ifstream status("/proc/self/status");
  for (std::string key; status >> key;) {
    std::int64_t kib = 0;
    if (key == "VmHWM:" && status >> kib) return kib * 1024;
    status.ignore(1 << 20, '\n');
  }
  rusage usage{};
  return getrusage(RUSAGE_SELF, &usage) == 0 ? std::int64_t{usage.ru_maxrss} * 1024 : 0;
}

std::int64_t current_rss_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t total = 0, resident = 0;  // pages
  return statm >> total >> resident ? resident * sysconf(_SC_PAGESIZE) : 0;
}

}  // namespace pyra
