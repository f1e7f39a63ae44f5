// A whole file mapped read-only into memory: tensors point into it and share its ownership.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

namespace pyra {

struct MappedFile {
  std::span<const std::byte> bytes;
  std::shared_ptr<const void> owner;  // unmaps when the last tensor that points into the file is gone
};

/// Throws InputError naming the path when it is missing, not a regular file, unreadable or empty.
MappedFile map_file(const std::filesystem::path& path);

}  // namespace pyra
