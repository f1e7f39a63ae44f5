#include "data/class_folders.h"
#include "data/picture_files.h"
#include "pyra/dataset.h"
#include "pyra/error.h"

namespace pyra {

Dataset read_split(const std::filesystem::path& folder, const std::string& part) {
  namespace fs = std::filesystem;
  if (part != "train" && part != "test") throw InputError("part '" + part + "', expected train or test");
  if (!fs::is_directory(folder)) throw InputError(folder.string() + ": no such folder");
  const fs::path train = folder / "train";
  const fs::path test = fs::is_directory(folder / "test") ? folder / "test" : folder / "val";
  const bool has_train = fs::is_directory(train);
  const bool has_test = fs::is_directory(test);
  if (!has_train && !has_test) return read_class_folders(folder);
  if (part == "train") {
    if (!has_train)
      throw InputError(folder.string() + ": has " + test.filename().string() + "/ but no train/");
    return read_class_folders(train);
  }
  if (!has_test) throw InputError(folder.string() + ": has train/ but neither test/ nor val/");
  return has_train ? read_class_folders(test, list_folders(train)) : read_class_folders(test);
}


Dataset read_pictures(const std::vector<std::filesystem::path>& folders) {
  namespace fs = std::filesystem;
  Dataset dataset;
  for (const fs::path& folder : folders) {
    if (!fs::is_directory(folder)) throw InputError(folder.string() + ": no such folder");
    const std::vector<fs::path> pictures = list_pictures(fs::is_directory(folder / "train") ? folder / "train" : folder);
    if (pictures.empty()) {
      throw InputError(folder.string() + ": there is no picture (.jpg, .jpeg, .png, .webp) in it or below it");
    }
    for (const fs::path& path : pictures) dataset.samples.push_back({path, -1});
  }
  return dataset;
}

}  // namespace pyra
