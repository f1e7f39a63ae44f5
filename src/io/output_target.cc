#include "io/output_target.h"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <string>

#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxLinks = 40;  // as Linux

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// The number of /proc/self/fd/N, under whatever name that folder goes (/dev/fd).
std::optional<int> own_descriptor(const fs::path& path) {
  const std::string name = path.filename().string();
  int number = 0;
  const auto [end, wrong] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (wrong != std::errc() || end != name.data() + name.size() || number < 0) return std::nullopt;
  std::error_code error;
  const fs::path folder = fs::canonical(folder_of(path), error), own = fs::canonical("/proc/self/fd", error);
  if (error || folder != own) return std::nullopt;
  return number;
}

}  // namespace

OutputTarget output_target(const fs::path& path) {
  OutputTarget target;
  target.file = path;
  for (int links = 0; links <= kMaxLinks; ++links) {
    if (const auto number = own_descriptor(target.file)) {
      target.kind = OutputTarget::Kind::descriptor;
      target.descriptor = *number;
      return target;
    }
    struct stat at_end {
    }, here{};
    if (::stat(target.file.c_str(), &at_end) == 0) {
      if (S_ISDIR(at_end.st_mode)) throw InputError(path.string() + " is a folder; give the file a name");
      if (!S_ISREG(
              at_end.st_mode)) {  // also through a link whose text leads nowhere, as those of /proc to pipes
        target.kind = OutputTarget::Kind::stream;
        return target;
      }
      target.mode = at_end.st_mode & 07777;
    }
    if (::lstat(target.file.c_str(), &here) != 0 || !S_ISLNK(here.st_mode)) return target;
    std::error_code error;
    const fs::path next = fs::read_symlink(target.file, error);
    if (error) return target;  // opening it will say why
    target.file = folder_of(target.file) / next;
  }
  throw InputError(path.string() + " is a link that leads to itself; give the file another name");
}

}  // namespace pyra
