#include "io/processors.h"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace pyra {
namespace {

namespace fs = std::filesystem;
constexpr double kNoLimit = std::numeric_limits<double>::infinity();

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream rest(text);
  for (std::string part; std::getline(rest, part, at);) parts.push_back(part);
  return parts;
}

bool names_cpu(const std::string& list) {
  const std::vector<std::string> words = split(list, ',');
  return std::find(words.begin(), words.end(), "cpu") != words.end();
}

/// Spaces and backslashes of a path are written as \040 and the like.
std::string plain_path(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '\\' && i + 3 < text.size() && text.find_first_not_of("01234567", i + 1) > i + 3;
    if (escape) {
      plain += static_cast<char>(std::stoi(text.substr(i + 1, 3), nullptr, 8));
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

/// The groups that a process is in: of version 2, and of version 1's processor time.
struct Groups {
  std::optional<std::string> unified, cpu;
};

Groups groups_of_this_process(const fs::path& root) {
  Groups groups;
  std::ifstream lines(root / "proc/self/cgroup");  // "4:cpu,cpuacct:/some/group" or "0::/some/group"
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find(':'),
                      second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (controllers.empty())
      groups.unified = line.substr(second + 1);
    else if (names_cpu(controllers))
      groups.cpu = line.substr(second + 1);
  }
  return groups;
}

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

/// The least quota of a group and of those around it, as far as this mount shows them. A group that lies
/// outside what is mounted (a container sees its own group as the mount's root) is the root itself.
template <typename Quota>
double least_quota(const fs::path& root, const std::string& mounted_group, const std::string& mount_point,
                   const std::string& group, const Quota& quota) {
  fs::path inside;
  const fs::path path = fs::path(group).lexically_relative(mounted_group);
  if (!path.empty() && *path.begin() != "..") inside = path;
  fs::path folder = root / fs::path(mount_point).relative_path();
  double least = quota(folder);
  for (const fs::path& step : inside) {
    if (step == "." || step == "..") continue;
    folder /= step;
    least = std::min(least, quota(folder));
  }
  return least;
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

double cpu_quota(const fs::path& root) {
  const Groups groups = groups_of_this_process(root);
  double least = kNoLimit;
  std::ifstream lines(root / "proc/self/mountinfo");
  for (std::string line; std::getline(lines, line);) {
    // 31 24 0:27 GROUP MOUNT-POINT rw,... [more] - TYPE SOURCE rw,cpu,cpuacct
    const std::size_t dash = line.find(" - ");
    if (dash == std::string::npos) continue;
    const std::vector<std::string> before = split(line.substr(0, dash), ' '),
                                   after = split(line.substr(dash + 3), ' ');
    if (before.size() < 5 || after.size() < 3) continue;
    const std::string group = plain_path(before[3]), point = plain_path(before[4]);
    if (after[0] == "cgroup2" && groups.unified)
      least = std::min(least, least_quota(root, group, point, *groups.unified, quota_v2));
    if (after[0] == "cgroup" && groups.cpu && names_cpu(after[2]))
      least = std::min(least, least_quota(root, group, point, *groups.cpu, quota_v1));
  }
  return least;
}

int usable_processors(const fs::path& root) {
  const int allowed = processors_allowed();
  const double quota = std::ceil(cpu_quota(root) - 1e-6);
  return quota < allowed ? std::max(1, static_cast<int>(quota)) : allowed;
}

}  // namespace pyra
