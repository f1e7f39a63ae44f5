#include "data/class_folders.h"
#include "data/picture_files.h"
#include "pyra/dataset.h"
#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

std::string name_of(const std::optional<fs::path>& part) { return part->filename().string() + "/"; }

}  // namespace

Dataset read_split(const fs::path& folder, const std::string& part) {
  if (part != "train" && part != "val" && part != "test")
    throw InputError("part '" + part + "', expected train, val or test");
  const DataParts parts = find_parts(folder);
  if (!parts.any() && part != "val") return read_class_folders(folder);
  const std::optional<fs::path>& wanted = part == "train" ? parts.train
                                          : part == "val" ? parts.val
                                                          : parts.test;
  if (!wanted) {
    std::string present;
    for (const auto& other : {parts.train, parts.val, parts.test}) {
      if (other) present += (present.empty() ? "" : " and ") + name_of(other);
    }
    throw InputError(folder.string() + ": has " + (present.empty() ? "class folders" : present) + " but no " +
                     part + "/");
  }
  return parts.train && part != "train" ? read_class_folders(*wanted, list_folders(*parts.train))
                                        : read_class_folders(*wanted);
}

Dataset read_pictures(const std::vector<fs::path>& folders) {
  Dataset dataset;
  for (const fs::path& folder : folders) {
    PictureListing listing = list_pictures(find_parts(folder).train.value_or(folder));
    for (const auto& [ending, count] : listing.left_out) dataset.left_out[ending] += count;
    if (listing.pictures.empty()) {
      const std::string files = describe_left_out(listing.left_out);
      throw InputError(folder.string() + ": there is no picture (" + picture_endings() +
                       ") in it or below it" + (files.empty() ? "" : ", only " + files));
    }
    for (fs::path& path : listing.pictures) dataset.samples.push_back({std::move(path), -1});
  }
  return dataset;
}

}  // namespace pyra
