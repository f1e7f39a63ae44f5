#include "io/npz.h"

#include "io/npy.h"
#include "pyra/error.h"

namespace pyra {

Checkpoint read_npz(ZipArchive& archive, const std::filesystem::path& path) {
  constexpr std::string_view kSuffix = ".npy";
  Checkpoint checkpoint;
  checkpoint.format = "npz";
  for (const auto& [entry, details] : archive.entries()) {
    if (!entry.ends_with(kSuffix)) {
      throw InputError(path.string() + " holds '" + entry +
                       "' beside arrays of numpy (.npy): not a checkpoint that pyra knows");
    }
    const std::string name = entry.substr(0, entry.size() - kSuffix.size());
    checkpoint.tensors.emplace(
        name, parse_npy(archive.read(entry), path.string() + ": the array '" + name + "'", archive.budget()));
  }
  return checkpoint;
}

}  // namespace pyra
