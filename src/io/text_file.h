// A small text file as a whole: settings, never data.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace pyra {

/// TOML becomes some fifty times as large in memory as it is on the disk.
inline constexpr std::size_t kMaxTomlBytes = 1'000'000;

/// Throws InputError naming the path and the system's reason when it cannot be read, is a folder, or holds
/// more than `most` bytes. A pipe will do; a device that never ends is left after `most`.
std::string read_text_file(const std::filesystem::path& file, std::size_t most);

}  // namespace pyra
