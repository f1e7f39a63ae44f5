#include "fetch/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "fetch/make_folder.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr auto kPoll = std::chrono::milliseconds(100);

/// Whoever held it may have removed it.
bool is_current(int descriptor, const std::filesystem::path& file) {
  struct stat held {
  }, named{};
  return ::fstat(descriptor, &held) == 0 && ::stat(file.c_str(), &named) == 0 && held.st_ino == named.st_ino;
}

}  // namespace

FileLock::FileLock(const std::filesystem::path& file, const std::function<bool()>& stop,
                   const std::function<void()>& waiting) {
  make_folder(file.parent_path());
  for (bool said = false;;) {
    descriptor_ = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644);
    if (descriptor_ < 0) throw Failure("cannot lock " + file.string() + ": " + std::strerror(errno));
    const bool busy =
        ::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && (errno == EWOULDBLOCK || errno == EINTR);
    if (!busy && is_current(descriptor_, file)) return;
    ::close(descriptor_);
    descriptor_ = -1;
    if (!busy) continue;
    if (stop()) throw Interrupted("stopped while another process downloads the same file");
    if (!said) waiting();
    said = true;
    std::this_thread::sleep_for(kPoll);
  }
}

FileLock::~FileLock() { ::close(descriptor_); }

}  // namespace pyra
