// A file that appears under its name whole or not at all.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

#include "io/output_target.h"

namespace pyra {

/// Writes to a temporary name in the same folder; commit() flushes, fsyncs and renames. Without commit() the
/// destructor removes the temporary file. Links are followed; a file that is there lends its permissions.
/// What is no regular file (a device, a pipe, /dev/stdout) is never replaced: it is opened and written at
/// once. Every method throws Failure naming the path and the system's reason (disk full, no permission), the
/// constructor InputError for a folder.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(const void* bytes, std::size_t count);
  void write(std::string_view text) { write(text.data(), text.size()); }
  void commit();

 private:
  std::filesystem::path path_;  // as given, for messages
  OutputTarget target_;
  std::filesystem::path temporary_;  // empty for what is written at once
  int descriptor_ = -1;
};

/// The whole text under that name, or nothing.
void write_text(const std::filesystem::path& path, std::string_view text);

}  // namespace pyra
