// One process at a time works in a folder.
#pragma once

#include <chrono>
#include <filesystem>

namespace pyra {

class FolderLock {
 public:
  /// Makes the folder (parents too) and locks the file .lock in it, waiting up to `patience` for another
  /// process. Throws InputError naming the folder and the process that holds it, or for a path that is a
  /// file; Failure when it cannot be made. The system releases the lock whenever this process ends.
  explicit FolderLock(const std::filesystem::path& folder, std::chrono::milliseconds patience = {});
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

  /// Whether a process that ended in the midst of its work left its lock behind: one that ended well removed
  /// it.
  bool was_abandoned() const { return abandoned_; }

  static constexpr const char* kName = ".lock";

 private:
  std::filesystem::path file_;
  int descriptor_ = -1;
  bool abandoned_ = false;
};

}  // namespace pyra
