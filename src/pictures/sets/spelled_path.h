// Paths whose Unicode spelling differs from the file system's.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace pyra {

/// Lists made on macOS may spell "é" as two code points where the disk has one, or the reverse.
class SpelledPaths {
 public:
  explicit SpelledPaths(std::filesystem::path root) : root_(std::move(root)) {}
  /// root / path; where there is no such file, the one whose names have the same meaning, if there is one.
  std::filesystem::path find(const std::filesystem::path& path);

 private:
  /// The entry of `folder` with this meaning; `name` where there is none.
  std::filesystem::path entry(const std::filesystem::path& folder, const std::filesystem::path& name);

  std::filesystem::path root_;
  std::map<std::filesystem::path, std::map<std::string, std::filesystem::path>>
      listed_;  // folder -> key -> name
};

}  // namespace pyra
