#include "fetch/partial_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "fetch/observer.h"
#include "pyra/error.h"

namespace pyra {

PartialFile::PartialFile(std::filesystem::path path) : path_(std::move(path)) {
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666);
  struct stat status {};
  if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0) {
    const int reason = errno;
    if (descriptor_ >= 0) ::close(descriptor_);
    errno = reason;
    fail("open");
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

PartialFile::~PartialFile() { ::close(descriptor_); }

void PartialFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
    size_ += static_cast<std::uint64_t>(written);
  }
}

void PartialFile::start_anew() {
  if (::ftruncate(descriptor_, 0) != 0) fail("empty");
  size_ = 0;
}

void PartialFile::check_room(std::uint64_t more) const {
  std::error_code unknown;
  const auto space = std::filesystem::space(path_.parent_path(), unknown);
  if (unknown || space.available >= more) return;
  throw Failure(
      byte_text(more) + " are to be downloaded into " + path_.parent_path().string() + ", where " +
      byte_text(space.available) +
      " are free; make room, or name another place for downloads with HF_HUB_CACHE (XDG_CACHE_HOME)");
}

void PartialFile::flush() {
  if (::fsync(descriptor_) != 0) fail("write");
}

void PartialFile::fail(const char* action) const {
  throw Failure(std::string("cannot ") + action + " " + path_.string() + ": " + std::strerror(errno));
}

}  // namespace pyra
