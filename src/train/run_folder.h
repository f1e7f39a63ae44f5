// The output folder of a run, held by one process at a time.
#pragma once

#include <filesystem>
#include <optional>

#include "base/processes/folder_lock.h"

namespace pyra {

class RunFolder {
 public:
  /// Creates the folder (parents too) or takes an existing one: empty, or left by a run that was killed
  /// before it saved anything, which starts again; or, with `resume`, one that holds last.ckpt. What killed
  /// processes left unfinished in it is removed. Throws InputError when it holds something else or when
  /// another process works in it; Failure when it cannot be created.
  RunFolder(const std::filesystem::path& folder, bool resume);
  /// A run that ended before its first checkpoint leaves the folder as empty as it found it, to be given
  /// again.
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  std::filesystem::path file(const char* name) const { return folder_ / name; }
  /// Whether there is something to go on from.
  bool has_checkpoint() const;

 private:
  std::filesystem::path folder_;
  std::optional<FolderLock> lock_;
};

}  // namespace pyra
