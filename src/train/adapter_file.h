// What a run keeps of its model. Reading it again: pyra/load_model.h.
#pragma once

#include <filesystem>
#include <string>

#include "model/vit.h"
#include "pyra/adapter_manifest.h"

namespace pyra {

/// What the method trains: adapter, reducer and head tensors; everything for "full". They share the model's
/// memory.
TensorMap adapter_tensors(const Vit& model, const std::string& method);

/// Writes adapter_tensors() and the manifest.
void save_adapter(const std::filesystem::path& file, const TensorMap& tensors,
                  const AdapterManifest& manifest);

}  // namespace pyra
