#include "architecture/own_files.h"

#include <algorithm>
#include <array>

#include "pyra/adapter_manifest.h"
#include "pyra/inference_model.h"
#include "pyra/tocom.h"

namespace pyra {

const OwnFile* own_file(const Checkpoint& checkpoint) {
  static constexpr std::array kFiles{
      OwnFile{kManifestKey, "a pyra adapter", "load it as a model; it names the backbone that it belongs to",
              code::kFileAdapter},
      OwnFile{kDeployedKey, "a model that pyra export wrote",
              "run it as a model; adapters are trained on the backbone that it was made of",
              code::kFileDeployed},
      OwnFile{kTocomKey, "a token compensator of pyra tocom", "give it beside an adapter of its backbone",
              code::kFileTocom},
      OwnFile{kRunKey, "the checkpoint of a training run", "resume the run to finish it", code::kFileRun},
  };
  const auto found = std::find_if(kFiles.begin(), kFiles.end(), [&](const OwnFile& file) {
    return checkpoint.metadata.contains(file.key);
  });
  return found == kFiles.end() ? nullptr : &*found;
}

}  // namespace pyra
