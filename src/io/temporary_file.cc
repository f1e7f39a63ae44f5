#include "io/temporary_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>

namespace pyra {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kMark = ".pyra-";  // nobody else's: "run.ckpt.backup" is a user's file
constexpr std::size_t kRandom = 6;            // of mkostemp

/// The name that the file was to get; empty for one that is no temporary file of ours.
std::string target_of(const std::string& name) {
  if (name.size() <= kMark.size() + kRandom) return {};
  const std::size_t mark = name.size() - kRandom - kMark.size();
  const bool ours =
      name.compare(mark, kMark.size(), kMark) == 0 &&
      std::all_of(name.end() - kRandom, name.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
  return ours ? name.substr(0, mark) : std::string();
}

bool is_named(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && status.st_nlink > 0;
}

/// Removes it if nobody has it open under a lock. Where the file system has no locks it stays.
void remove_if_dead(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor < 0) return;
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) ::unlink(file.c_str());
  ::close(descriptor);
}

void remove_dead(const fs::path& folder, const std::string& target) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string of = target_of(entry->path().filename().string());
    if (!of.empty() && (target.empty() || of == target)) remove_if_dead(entry->path());
  }
}

}  // namespace

TemporaryFile make_temporary_file(const fs::path& target) {
  for (;;) {
    std::string name = target.string() + std::string(kMark) + std::string(kRandom, 'X');
    const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0) return {};
    while (::flock(descriptor, LOCK_EX) != 0 && errno == EINTR) {
    }
    if (is_named(descriptor)) return {name, descriptor};
    ::close(descriptor);  // somebody took it for a dead one before it was locked
  }
}

bool is_temporary(const fs::path& name) { return !target_of(name.filename().string()).empty(); }

void remove_dead_temporaries_of(const fs::path& target) {
  if (target.has_filename())
    remove_dead(target.has_parent_path() ? target.parent_path() : ".", target.filename().string());
}

void remove_dead_temporaries_in(const fs::path& folder) { remove_dead(folder, {}); }

}  // namespace pyra
