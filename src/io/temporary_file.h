// Files that are written under another name before they get their own.
#pragma once

#include <filesystem>

namespace pyra {

/// An open file beside `target`, named after it with a mark of ours. It is locked as long as it is open, so
/// that the system tells whether whoever made it is still at work.
struct TemporaryFile {
  std::filesystem::path name;
  int descriptor = -1;  // the caller's to close; -1 where it could not be made: errno says why
};
TemporaryFile make_temporary_file(const std::filesystem::path& target);

/// Whether make_temporary_file() gives such names.
bool is_temporary(const std::filesystem::path& name);

/// Removes what killed processes left beside `target`: temporary files of that name that nobody holds.
void remove_dead_temporaries_of(const std::filesystem::path& target);
/// The same for every name in `folder`. Where there is no such folder there is nothing to do.
void remove_dead_temporaries_in(const std::filesystem::path& folder);

}  // namespace pyra
