#include "compare/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "pyra/error.h"

namespace pyra {
namespace {

/// Whether `descriptor` is still the file of that name: its holder removes it when done.
bool is_current(int descriptor, const std::filesystem::path& file) {
  struct stat held{}, named{};
  return ::fstat(descriptor, &held) == 0 && ::stat(file.c_str(), &named) == 0 && held.st_ino == named.st_ino &&
         held.st_dev == named.st_dev;
}

std::string holder(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string pid;
  return stream >> pid ? "process " + pid : "another process";
}

}  // namespace

FolderLock::FolderLock(const std::filesystem::path& folder) : file_(folder / ".lock") {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Failure("cannot create folder " + folder.string() + ": " + error.message());
  for (;;) {
    descriptor_ = ::open(file_.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644);
    if (descriptor_ < 0) throw Failure("cannot write into folder " + folder.string() + ": " + std::strerror(errno));
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      ::close(descriptor_);
      throw InputError("another pyra compare (" + holder(file_) + ") works in " + folder.string() +
                       "; wait for it, stop it, or give another folder with --out");
    }
    if (is_current(descriptor_, file_)) break;
    ::close(descriptor_);
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(descriptor_, 0) != 0 || ::write(descriptor_, pid.data(), pid.size()) != static_cast<ssize_t>(pid.size())) {
    ::close(descriptor_);
    throw Failure("cannot write " + file_.string() + ": " + std::strerror(errno));
  }
}

FolderLock::~FolderLock() {
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);  // while it is held: whoever opened it meanwhile sees that it is gone
  ::close(descriptor_);
}

}  // namespace pyra
