#include "base/text/path_text.h"
#include "base/text/words.h"
#include "pictures/sets/class_folders.h"
#include "pictures/sets/no_classes.h"
#include "pictures/sets/part_names.h"
#include "pictures/sets/picture_files.h"
#include "pyra/dataset.h"
#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

std::string name_of(const std::optional<fs::path>& part) { return part->filename().string() + "/"; }

/// Whoever calls the folder a part says that what lies in it are classes; a name that may only mean one
/// (training_data) does not say so of folders that are named like parts themselves.
void check_holds_classes(const fs::path& folder) {
  const std::string name = last_name(folder);
  if (!part_of(name).empty()) return;
  if (likely_part(name).empty()) {
    refuse_parts_as_classes(folder);
  } else {
    refuse_folders_named_like_parts(folder);
  }
}

Dataset read_part(const fs::path& part, const std::optional<fs::path>& train) {
  Dataset dataset = train ? read_class_folders(part, list_folders(*train)) : read_class_folders(part);
  auto note = note_on_alike_classes(part);
  if (!note && !train) note = note_on_divided_classes(part);
  if (note) dataset.notes.push_back(std::move(*note));
  return dataset;
}

/// "; if train_set/ is meant, rename it to train/"
std::string near_to(const std::string& part, const DataParts& parts) {
  for (const std::string& name : parts.unread) {
    if (likely_part(name) == part) return "; if " + name + "/ is meant, rename it to " + part + "/";
  }
  return "";
}

}  // namespace

Dataset read_split(const fs::path& folder, const std::string& part) {
  if (part != "train" && part != "val" && part != "test")
    throw InputError("part '" + part + "', expected train, val or test");
  const DataParts parts = find_parts(folder);
  if (!parts.any()) check_holds_classes(folder);
  if (!parts.any() && part != "val") return read_part(folder, std::nullopt);
  const std::optional<fs::path>& wanted = part == "train" ? parts.train
                                          : part == "val" ? parts.val
                                                          : parts.test;
  if (!wanted) {
    std::vector<std::string> present;
    for (const auto& other : {parts.train, parts.val, parts.test}) {
      if (other) present.push_back(name_of(other));
    }
    throw InputError(folder.string() + ": has " +
                     (present.empty() ? "class folders" : listed(present, "and")) + " but no " + part + "/" +
                     near_to(part, parts));
  }
  return read_part(*wanted, part != "train" ? parts.train : std::nullopt);
}

Dataset read_pictures(const std::vector<fs::path>& folders) {
  Dataset dataset;
  for (const fs::path& folder : folders) {
    const DataParts parts = find_parts(folder);
    auto note = parts.train ? note_on_unread(parts) : note_on_parts_taken_together(folder);
    if (note) dataset.notes.push_back(std::move(*note));
    PictureListing listing = list_pictures(parts.train.value_or(folder));
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
