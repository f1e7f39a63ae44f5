// Checkpoints of torch.save since 1.6: a zip archive of one pickle (data.pkl) and one file for each storage.
#pragma once

#include "io/zip_archive.h"
#include "pyra/checkpoint.h"

namespace pyra {

bool is_torch_zip(const ZipArchive& archive);

/// Tensors of nested dictionaries and lists are named by their path: {"model": {"norm.weight": t}} gives
/// "model.norm.weight". Everything that is not a tensor is left out.
Checkpoint read_torch_zip(ZipArchive& archive, const std::filesystem::path& path);

}  // namespace pyra
