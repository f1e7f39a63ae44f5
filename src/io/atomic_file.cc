#include "io/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "io/temporary_file.h"
#include "pyra/error.h"

namespace pyra {
namespace {

[[noreturn]] void fail(const std::string& action, const std::filesystem::path& path) {
  throw Failure("cannot " + action + " " + path.string() + ": " + std::strerror(errno));
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

/// What open(2) would have given a new file; mkstemp always gives 0600.
mode_t usual_mode() {
  // The umask can only be read by setting it, which is not thread-safe; Linux also states it in /proc.
  mode_t mask = 022;
  if (std::FILE* file = std::fopen("/proc/self/status", "re")) {
    char line[256];
    unsigned value = 0;
    while (std::fgets(line, sizeof line, file) != nullptr) {
      if (std::sscanf(line, "Umask: %o", &value) == 1) mask = static_cast<mode_t>(value);
    }
    std::fclose(file);
  }
  return 0666 & ~mask;
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path path) : path_(std::move(path)), target_(output_target(path_)) {
  switch (target_.kind) {
    case OutputTarget::Kind::descriptor:
      descriptor_ = ::fcntl(target_.descriptor, F_DUPFD_CLOEXEC, 0);
      if (descriptor_ < 0) fail("write to", path_);
      break;
    case OutputTarget::Kind::stream:
      descriptor_ = ::open(target_.file.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
      if (descriptor_ < 0) fail("write to", path_);
      break;
    case OutputTarget::Kind::replaced: {
      TemporaryFile made = make_temporary_file(target_.file);
      descriptor_ = made.descriptor;
      if (descriptor_ < 0) fail("create a temporary file beside", path_);
      temporary_ = std::move(made.name);
    }
  }
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::write(const void* bytes, std::size_t count) {
  const char* next = static_cast<const char*>(bytes);
  while (count > 0) {
    // Linux writes at most 2 GiB a call.
    const ssize_t written = ::write(descriptor_, next, std::min<std::size_t>(count, std::size_t{1} << 30));
    if (written < 0) {
      if (errno == EINTR) continue;
      fail("write", path_);
    }
    next += written;
    count -= static_cast<std::size_t>(written);
  }
}

void AtomicFile::commit() {
  const bool replaces = target_.kind == OutputTarget::Kind::replaced;
  if (replaces) {
    if (::fchmod(descriptor_, target_.mode.value_or(usual_mode())) != 0)
      fail("set the permissions of", path_);
    if (::fsync(descriptor_) != 0) fail("write", path_);
  }
  // Renamed while it is open, and so locked: nobody takes it for a dead one (io/temporary_file.h).
  if (replaces && ::rename(temporary_.c_str(), target_.file.c_str()) != 0)
    fail("rename a temporary file to", path_);
  temporary_.clear();
  const int descriptor = descriptor_;
  descriptor_ = -1;
  if (::close(descriptor) != 0) fail("write", path_);
  if (!replaces) return;
  // The rename itself lasts only once the folder is on disk; a folder that cannot be synced is not an error.
  const int folder = ::open(folder_of(target_.file).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    ::fsync(folder);
    ::close(folder);
  }
}

void write_text(const std::filesystem::path& path, std::string_view text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
}

}  // namespace pyra
