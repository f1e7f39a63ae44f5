// A whole picture file in memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace pyra {

/// Throws InputError naming the path when it is missing, not a regular file (a pipe would block, a device
/// never end), unreadable, empty or larger than 2^30 bytes.
std::vector<std::uint8_t> read_file_bytes(const std::filesystem::path& path);

/// The most that a picture's file may have.
inline constexpr std::uintmax_t kLargestPictureFile = std::uintmax_t{1} << 30;

}  // namespace pyra
