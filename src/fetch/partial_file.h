// A file that is not whole yet. It stays when a download ends early, for the next try to go on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace pyra {

class PartialFile {
 public:
  /// Opens or makes it. Every method throws Failure naming the file and the system's reason.
  explicit PartialFile(std::filesystem::path path);
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  std::uint64_t size() const { return size_; }
  void append(std::string_view bytes);
  void start_anew();
  /// Throws Failure where the disk has no room for `more` bytes.
  void check_room(std::uint64_t more) const;
  /// All of it is on the disk.
  void flush();

  const std::filesystem::path& path() const { return path_; }

 private:
  [[noreturn]] void fail(const char* action) const;

  std::filesystem::path path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace pyra
