// Whether what came is what was promised.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace pyra {

/// SHA-256 of a file, or what git calls a blob of its bytes (SHA-1). Throws Interrupted once `stop` says so.
std::string file_sha256(const std::filesystem::path& file, const std::function<bool()>& stop);
std::string file_git_sha1(const std::filesystem::path& file, const std::function<bool()>& stop);

/// The hub's name for contents: 64 digits are their SHA-256, 40 git's SHA-1; of other names nothing is known.
/// Where they differ the file is deleted, and InputError says so.
void check_content(const std::filesystem::path& file, const std::string& etag, const std::string& label,
                   const std::function<bool()>& stop);

}  // namespace pyra
