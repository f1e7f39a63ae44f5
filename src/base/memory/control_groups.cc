#include "base/memory/control_groups.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <vector>

namespace pyra {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream rest(text);
  for (std::string part; std::getline(rest, part, at);) parts.push_back(part);
  return parts;
}

bool names(const std::string& controller, const std::string& list) {
  const std::vector<std::string> words = split(list, ',');
  return std::find(words.begin(), words.end(), controller) != words.end();
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

/// The groups that a process is in: of version 2, and of one of version 1's controllers.
struct Groups {
  std::optional<std::string> unified, own;
};

Groups groups_of_this_process(const fs::path& root, const std::string& controller) {
  Groups groups;
  std::ifstream lines(root / "proc/self/cgroup");  // "4:cpu,cpuacct:/some/group" or "0::/some/group"
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find(':'),
                      second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (controllers.empty())
      groups.unified = line.substr(second + 1);
    else if (names(controller, controllers))
      groups.own = line.substr(second + 1);
  }
  return groups;
}

/// The least limit of a group and of those around it, as far as this mount shows them. A group that lies
/// outside what is mounted (a container sees its own group as the mount's root) is the root itself.
double least_limit(const fs::path& root, const std::string& mounted_group, const std::string& mount_point,
                   const std::string& group, const GroupLimit& limit) {
  fs::path inside;
  const fs::path path = fs::path(group).lexically_relative(mounted_group);
  if (!path.empty() && *path.begin() != "..") inside = path;
  fs::path folder = root / fs::path(mount_point).relative_path();
  double least = limit(folder);
  for (const fs::path& step : inside) {
    if (step == "." || step == "..") continue;
    folder /= step;
    least = std::min(least, limit(folder));
  }
  return least;
}

}  // namespace

double least_group_limit(const fs::path& root, const std::string& controller, const GroupLimit& version2,
                         const GroupLimit& version1) {
  const Groups groups = groups_of_this_process(root, controller);
  double least = std::numeric_limits<double>::infinity();
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
      least = std::min(least, least_limit(root, group, point, *groups.unified, version2));
    if (after[0] == "cgroup" && groups.own && names(controller, after[2]))
      least = std::min(least, least_limit(root, group, point, *groups.own, version1));
  }
  return least;
}

}  // namespace pyra
