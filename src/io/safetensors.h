// The safetensors format: 8 bytes of header length (little-endian), a JSON header, then the tensors' bytes.
#pragma once

#include <filesystem>

#include "io/mapped_file.h"
#include "pyra/checkpoint.h"

namespace pyra {

/// True when the file begins as a safetensors file does.
bool looks_like_safetensors(std::span<const std::byte> bytes);

/// Tensors point into the mapping. As strict as the format's own reader: no holes, no overlap, nothing after
/// the end.
Checkpoint parse_safetensors(const MappedFile& file, const std::filesystem::path& path);

}  // namespace pyra
