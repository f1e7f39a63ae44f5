// Archives of numpy.savez and numpy.savez_compressed.
#pragma once

#include "io/zip_archive.h"
#include "pyra/checkpoint.h"

namespace pyra {

/// Every entry is an array, named without its ".npy".
Checkpoint read_npz(ZipArchive& archive, const std::filesystem::path& path);

}  // namespace pyra
