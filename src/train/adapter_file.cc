#include "train/adapter_file.h"

#include "adapt/registry.h"
#include "model/load.h"
#include "pyra/checkpoint.h"

namespace pyra {

TensorMap adapter_tensors(const Vit& model, const std::string& method) {
  return to_tensor_map(select(model.parameters(), find_adapter(method).trains));
}

void save_adapter(const std::filesystem::path& file, const TensorMap& tensors,
                  const AdapterManifest& manifest) {
  write_safetensors(file, tensors, {{kManifestKey, manifest_to_json(manifest)}, {"format", "pt"}});
}

}  // namespace pyra
