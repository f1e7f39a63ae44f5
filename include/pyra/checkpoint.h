// Tensor files: safetensors, torch zip checkpoints (.pth, .pt, .bin) and numpy archives (.npz).
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "pyra/host_tensor.h"

namespace pyra {

struct Checkpoint {
  TensorMap tensors;                            // under the file's own names
  std::map<std::string, std::string> metadata;  // safetensors' __metadata__; empty for the others
  std::string format;                           // "safetensors", "torch zip", "npz"
};

/// Recognises the format by content; NAME.index.json stands for the shards that it lists, of its own folder.
/// Throws InputError naming the file and what is wrong with it: missing, truncated, headers larger than the
/// file, overlapping or out-of-range offsets, unsupported dtypes, pickle opcodes or globals beyond the few
/// that a state dict needs. Nothing in the file is ever executed.
Checkpoint read_checkpoint(const std::filesystem::path& file);
/// The same of a file's `bytes`, any format but a list of shards; `name` is what errors call it. Tensors may
/// point into the bytes, which have to outlive them.
Checkpoint read_checkpoint(std::span<const std::byte> bytes, const std::string& name);

/// Writes atomically; equal input gives equal bytes. Data start at a multiple of 8 bytes, wider element types
/// first and then in name order, so that every tensor is aligned to its elements. Throws Failure on a full
/// disk.
void write_safetensors(const std::filesystem::path& file, const TensorMap& tensors,
                       const std::map<std::string, std::string>& metadata);

}  // namespace pyra
