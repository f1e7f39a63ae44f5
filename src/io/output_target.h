// Where writing under a name leads: through links, and into what is no regular file.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>

namespace pyra {

struct OutputTarget {
  enum class Kind {
    replaced,    // a regular file or nothing yet: written beside and renamed
    stream,      // a device, a pipe: opened and written as it is, never replaced
    descriptor,  // one of this process's own (/dev/stdout): written through it, at its place
  };
  Kind kind = Kind::replaced;
  std::filesystem::path file;  // every link at the end of the name followed
  int descriptor = -1;
  std::optional<mode_t> mode;  // permissions of the regular file that is there
};

/// Throws InputError for a folder and for links that go round in circles. A link to nothing leads to the file
/// that writing makes.
OutputTarget output_target(const std::filesystem::path& path);

}  // namespace pyra
