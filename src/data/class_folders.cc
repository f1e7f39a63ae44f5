#include "data/class_folders.h"

#include <map>

#include "data/picture_files.h"
#include "pyra/error.h"

namespace pyra {
namespace {

std::vector<std::string> require_folders(const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder)) throw InputError(folder.string() + ": no such folder");
  std::vector<std::string> names = list_folders(folder);
  if (names.empty()) {
    throw InputError(folder.string() +
                     ": has no class folders; expected one folder of pictures for each class, " +
                     "or name pictures and labels in a list file");
  }
  return names;
}

}  // namespace

Dataset read_class_folders(const std::filesystem::path& folder) {
  return read_class_folders(folder, require_folders(folder));
}

Dataset read_class_folders(const std::filesystem::path& folder, std::vector<std::string> class_names) {
  std::map<std::string, std::int64_t> labels;
  for (const std::string& name : class_names) labels.emplace(name, static_cast<std::int64_t>(labels.size()));
  Dataset dataset;
  for (const std::string& name : require_folders(folder)) {
    const auto label = labels.find(name);
    if (label == labels.end()) {
      throw InputError((folder / name).string() + ": this class is not among the training classes");
    }
    const std::vector<std::filesystem::path> pictures = list_pictures(folder / name);
    if (pictures.empty()) {
      throw InputError((folder / name).string() +
                       ": this class folder has no pictures (.jpg, .jpeg, .png, .webp); fill or remove it");
    }
    for (const std::filesystem::path& path : pictures) dataset.samples.push_back({path, label->second});
  }
  dataset.class_names = std::move(class_names);
  return dataset;
}

}  // namespace pyra
