// The output folder of a run, held by one process at a time.
#pragma once

#include <filesystem>

namespace pyra {

class RunFolder {
 public:
  /// Creates the folder (parents too) or takes an existing one: empty, or, with `resume`, one that holds last.ckpt.
  /// Throws InputError when it holds something else or when another process works in it; Failure when it cannot be
  /// created.
  RunFolder(const std::filesystem::path& folder, bool resume);
  /// A run that ended before its first checkpoint leaves the folder as empty as it found it, to be given again.
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  std::filesystem::path file(const char* name) const { return folder_ / name; }

 private:
  std::filesystem::path folder_;
  int lock_ = -1;
};

}  // namespace pyra
