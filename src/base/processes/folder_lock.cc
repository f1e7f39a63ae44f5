#include "base/processes/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <thread>

#include "pyra/error.h"

namespace pyra {
namespace {

constexpr auto kPoll = std::chrono::milliseconds(20);

/// Whether `descriptor` is still the file of that name: its holder removes it when done.
bool is_current(int descriptor, const std::filesystem::path& file) {
  struct stat held {
  }, named{};
  return ::fstat(descriptor, &held) == 0 && ::stat(file.c_str(), &named) == 0 &&
         held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

std::string holder(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string pid;
  return stream >> pid ? "process " + pid : "another process";
}

void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  if (std::filesystem::exists(folder, error) && !std::filesystem::is_directory(folder)) {
    throw InputError(folder.string() + " is a file; give a folder", code::kFolderFile);
  }
  std::filesystem::create_directories(folder, error);
  if (error == std::errc::not_a_directory) {
    throw InputError(folder.string() + ": part of this path is a file; give a folder", code::kFolderFile);
  }
  if (error) throw Failure("cannot create folder " + folder.string() + ": " + error.message());
}

}  // namespace

FolderLock::FolderLock(const std::filesystem::path& folder, std::chrono::milliseconds patience)
    : file_(folder / kName) {
  make_folder(folder);
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    descriptor_ = ::open(file_.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0644);
    abandoned_ = descriptor_ < 0 && errno == EEXIST;
    if (abandoned_) descriptor_ = ::open(file_.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644);
    if (descriptor_ < 0)
      throw Failure("cannot write into folder " + folder.string() + ": " + std::strerror(errno));
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0 && is_current(descriptor_, file_)) break;
    const bool held = is_current(descriptor_, file_);
    ::close(descriptor_);
    if (!held) continue;
    if (std::chrono::steady_clock::now() >= until) {
      throw InputError("another pyra (" + holder(file_) + ") works in " + folder.string() +
                           "; wait for it, stop it, or give another folder",
                       code::kFolderBusy);
    }
    std::this_thread::sleep_for(kPoll);
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(descriptor_, 0) != 0 ||
      ::write(descriptor_, pid.data(), pid.size()) != static_cast<ssize_t>(pid.size())) {
    const std::string why = std::strerror(errno);
    ::close(descriptor_);
    throw Failure("cannot write " + file_.string() + ": " + why);
  }
}

FolderLock::~FolderLock() {
  std::error_code ignored;
  // While it is held: whoever opened it meanwhile sees that it is gone. Nobody else's.
  if (is_current(descriptor_, file_)) std::filesystem::remove(file_, ignored);
  ::close(descriptor_);
}

}  // namespace pyra
