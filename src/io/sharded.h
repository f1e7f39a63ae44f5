// Weights in several files with an index, as transformers saves large models: model.safetensors.index.json.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>

#include "pyra/checkpoint.h"

namespace pyra {

/// By its name: "*.index.json".
bool looks_like_index(const std::filesystem::path& file);
/// By its name: "*-00002-of-00007.*", one of those that an index lists.
bool looks_like_shard(const std::filesystem::path& file);
/// Names of the files that the index lists, all of its folder. Throws InputError as read_sharded() does.
std::set<std::string> index_shards(const std::filesystem::path& index);
/// All tensors of the index's files, which have to lie in its folder. Throws InputError naming the index and
/// what is wrong: another place, a missing shard, a tensor in none or in two of them.
Checkpoint read_sharded(const std::filesystem::path& index);

/// Of the file, or of all that an index lists.
std::uint64_t stored_bytes(const std::filesystem::path& file);

/// The weights in a folder: FOLDER/model.safetensors, its index, pytorch_model.bin, its index, else its only
/// checkpoint. A file stays as it is. Throws InputError for a folder without weights or with several.
std::filesystem::path weights_path(const std::filesystem::path& file_or_folder);

}  // namespace pyra
