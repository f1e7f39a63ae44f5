#include "architecture/families/key_map.h"
#include "io/sharded.h"
#include "pyra/backbone.h"
#include "pyra/checkpoint.h"

namespace pyra {

std::vector<std::string> backbone_copies(const std::filesystem::path& file_or_folder) {
  const Checkpoint checkpoint = read_checkpoint(weights_path(file_or_folder));
  std::vector<std::string> copies;
  for (const KeyMap& map : key_maps()) {
    for (const PlacedModel& model : map.models(checkpoint.tensors)) copies.push_back(copy_spelling(model));
    if (!copies.empty()) break;
  }
  return copies;
}

}  // namespace pyra
