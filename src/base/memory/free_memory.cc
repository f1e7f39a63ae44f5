#include "base/memory/free_memory.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

#include "base/memory/control_groups.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;
constexpr double kUnknown = std::numeric_limits<double>::infinity();

/// "max", or a number of bytes.
GroupLimit bytes_in(const char* name) {
  return [name](const fs::path& folder) {
    std::ifstream in(folder / name);
    double bytes = 0;
    return in >> bytes ? bytes : kUnknown;
  };
}

double free_on_the_machine(const fs::path& root) {
  std::ifstream lines(root / "proc/meminfo");  // "MemAvailable:   123456 kB"
  double free = 0;
  bool known = false;
  for (std::string key; lines >> key; lines.ignore(1 << 10, '\n')) {
    double kib = 0;
    if (key != "MemAvailable:" && key != "SwapFree:") continue;
    if (lines >> kib) free += kib * 1024;
    known = known || key == "MemAvailable:";
  }
  return known ? free : kUnknown;
}

}  // namespace

double free_memory(const fs::path& root) {
  return std::min(free_on_the_machine(root), least_group_limit(root, "memory", bytes_in("memory.max"),
                                                               bytes_in("memory.limit_in_bytes")));
}

}  // namespace pyra
