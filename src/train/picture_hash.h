// A number for the bytes of a file.
#pragma once

#include <cstdint>
#include <filesystem>

namespace pyra {

/// Which bytes of a file of more than 512 KB: records of earlier versions have samples, eight blocks spread
/// over it.
enum class Hashed { whole, sampled };

/// Of a file of `size` bytes; 0 where it cannot be opened. 4 GB/s a core from memory, so a disk decides: what
/// the first epoch reads anyway is read once before.
std::uint64_t hash_picture(const std::filesystem::path& file, std::int64_t size, Hashed hashed);

}  // namespace pyra
