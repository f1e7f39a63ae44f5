// What a run keeps of its model. Reading it again: pyra/load_model.h.
#pragma once

#include <filesystem>
#include <string>

#include "model/vit.h"
#include "pyra/adapter_manifest.h"

namespace pyra {

/// What the method trains, by its name: tensors of its own, of the reducer and the head, and what it trains
/// of the backbone. They share the model's memory.
TensorMap adapter_tensors(const Vit& model, const std::string& method);

/// Writes adapter_tensors() and the manifest.
void save_adapter(const std::filesystem::path& file, const TensorMap& tensors,
                  const AdapterManifest& manifest);

}  // namespace pyra
