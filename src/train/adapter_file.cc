#include "train/adapter_file.h"

#include "methods/list.h"
#include "model/load.h"
#include "pyra/checkpoint.h"

namespace pyra {

TensorMap adapter_tensors(const Vit& model, const std::string& method) {
  const Method& found = find_method(method);
  return to_tensor_map(select(model.parameters(), [&found](Role role) { return found.trains(role); }));
}

void save_adapter(const std::filesystem::path& file, const TensorMap& tensors,
                  const AdapterManifest& manifest) {
  write_safetensors(file, tensors, {{kManifestKey, manifest_to_json(manifest)}, {"format", "pt"}});
}

}  // namespace pyra
