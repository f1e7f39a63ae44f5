#include "base/threads/processors.h"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <optional>
#include <thread>

#include "base/memory/control_groups.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;
constexpr double kNoLimit = std::numeric_limits<double>::infinity();

std::optional<double> number_in(const fs::path& file) {
  std::ifstream in(file);
  double number = 0;
  return in >> number ? std::optional(number) : std::nullopt;
}

double quota_v1(const fs::path& folder) {
  const auto quota = number_in(folder / "cpu.cfs_quota_us"), period = number_in(folder / "cpu.cfs_period_us");
  return quota && period && *quota > 0 && *period > 0 ? *quota / *period : kNoLimit;
}

double quota_v2(const fs::path& folder) {
  std::ifstream in(folder / "cpu.max");  // "max 100000" or "50000 100000"
  double quota = 0, period = 0;
  return in >> quota >> period && quota > 0 && period > 0 ? quota / period : kNoLimit;
}

int processors_allowed() {
  for (std::size_t most = 1024; most <= (std::size_t{1} << 20);
       most *= 4) {  // the kernel's own limit is not told
    cpu_set_t* set = CPU_ALLOC(most);
    if (set == nullptr) break;
    const bool fits = sched_getaffinity(0, CPU_ALLOC_SIZE(most), set) == 0;
    const int count = fits ? CPU_COUNT_S(CPU_ALLOC_SIZE(most), set) : 0;
    CPU_FREE(set);
    if (fits) return std::max(1, count);
  }
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace

double cpu_quota(const fs::path& root) { return least_group_limit(root, "cpu", quota_v2, quota_v1); }

int usable_processors(const fs::path& root) {
  const int allowed = processors_allowed();
  const double quota = std::ceil(cpu_quota(root) - 1e-6);
  return quota < allowed ? std::max(1, static_cast<int>(quota)) : allowed;
}

}  // namespace pyra
