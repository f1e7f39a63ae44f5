// One process at a time works in a folder.
#pragma once

#include <filesystem>

namespace pyra {

class FolderLock {
 public:
  /// Makes the folder (parents too) and locks the file .lock in it. Throws InputError naming the folder and the process
  /// that holds it; Failure when it cannot be made. The system releases the lock whenever this process ends.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  std::filesystem::path file_;
  int descriptor_ = -1;
};

}  // namespace pyra
