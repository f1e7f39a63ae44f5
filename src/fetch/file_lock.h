// One process at a time downloads a file.
#pragma once

#include <filesystem>
#include <functional>

namespace pyra {

/// Holds flock(2) of a file as huggingface_hub does, so that its processes and pyra's wait for each other.
/// The file stays; the system lets go of the lock when the process ends, however it does.
class FileLock {
 public:
  /// Makes the file and its folder. `waiting` is called once where another process holds it. Throws
  /// Interrupted once `stop` says so, Failure where the file cannot be made. Where the file system knows no
  /// locks nobody waits: what is downloaded is checked before it gets its name.
  FileLock(const std::filesystem::path& file, const std::function<bool()>& stop,
           const std::function<void()>& waiting);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_ = -1;
};

}  // namespace pyra
