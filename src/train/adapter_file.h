// Between an adapter file plus its backbone and a model that runs.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "adapt/assemble.h"
#include "model/vit.h"
#include "pyra/adapter_manifest.h"
#include "pyra/backbone.h"

namespace pyra {

/// What the method trains: adapter, reducer and head tensors; everything for "full". They share the model's memory.
TensorMap adapter_tensors(const Vit& model, const std::string& method);

/// Writes adapter_tensors() and the manifest.
void save_adapter(const std::filesystem::path& file, const TensorMap& tensors, const AdapterManifest& manifest);

struct AdapterOptions {
  std::optional<std::filesystem::path> backbone;  // instead of the path in the file
  std::optional<std::string> schedule;            // instead of the one it was trained at
  std::optional<std::string> reducer;             // instead of its own, where that has no weights
  bool force_schedule = false;                    // even where trained weights belong to their schedule
  BackboneOverrides backbone_overrides;
};

struct LoadedAdapter {
  Vit model;
  AdapterManifest manifest;
  std::string reducer;              // what the model runs with
  std::vector<std::int64_t> rates;  // ... and at
};

/// Throws InputError when the file is no adapter, a tensor is missing or left over, the backbone cannot be found or has
/// another fingerprint (both printed), or the schedule differs and the reducer's weights are bound to theirs.
LoadedAdapter load_adapter(const std::filesystem::path& file, const AdapterOptions& options = {});

/// True where the file's metadata carry a manifest.
bool is_adapter(const std::filesystem::path& file);

/// DIR -> DIR/adapter.safetensors; a file stays as it is.
std::filesystem::path adapter_path(const std::filesystem::path& file_or_folder);

/// The backbone with the reducer of `rates` and its own task head: for evaluation off the shelf.
Vit load_backbone_model(const Backbone& backbone, const std::string& reducer, const std::vector<std::int64_t>& rates);

}  // namespace pyra
