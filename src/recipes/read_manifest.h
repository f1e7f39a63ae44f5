// Finding an adapter and reading what it says about itself: the one place that does, for all who need it.
#pragma once

#include <filesystem>

#include "pyra/adapter_manifest.h"
#include "pyra/checkpoint.h"

namespace pyra {

/// DIR -> DIR/adapter.safetensors; a file stays as it is. Throws InputError for a folder without an adapter,
/// saying whether its run is unfinished.
std::filesystem::path adapter_path(const std::filesystem::path& file_or_folder);

/// The manifest in the metadata of `checkpoint`, which was read from `file`. Throws InputError naming the
/// file when it has none or a broken one.
AdapterManifest read_manifest(const Checkpoint& checkpoint, const std::filesystem::path& file);

}  // namespace pyra
