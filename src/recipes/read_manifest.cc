#include "recipes/read_manifest.h"

#include "pyra/error.h"

namespace pyra {

std::filesystem::path adapter_path(const std::filesystem::path& file_or_folder) {
  if (!std::filesystem::is_directory(file_or_folder)) return file_or_folder;
  const auto adapter = file_or_folder / "adapter.safetensors";
  if (std::filesystem::exists(adapter)) return adapter;
  const bool begun = std::filesystem::exists(file_or_folder / "last.ckpt");
  const std::string found = file_or_folder.string() + " holds no adapter.safetensors; ";
  if (begun) throw InputError(found + "its run is not finished: resume it first", code::kRunUnfinished);
  throw InputError(found + "expected an adapter, or the folder that pyra adapt wrote", code::kAdapterMissing);
}

AdapterManifest read_manifest(const Checkpoint& checkpoint, const std::filesystem::path& file) {
  const auto found = checkpoint.metadata.find(kManifestKey);
  if (found == checkpoint.metadata.end()) {
    throw InputError(file.string() + " is not a pyra adapter (no " + kManifestKey +
                         " in its metadata); a bare checkpoint is loaded as a backbone",
                     code::kAdapterNone);
  }
  try {
    return manifest_from_json(found->second);
  } catch (const InputError& error) {
    throw InputError(file.string() + ": " + error.what(), error.code());
  }
}

}  // namespace pyra
