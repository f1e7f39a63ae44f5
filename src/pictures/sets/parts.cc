#include "pictures/sets/part_names.h"
#include "pictures/sets/picture_files.h"
#include "pyra/dataset.h"
#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path>& part_named(DataParts& parts, const std::string& part) {
  return part == "train" ? parts.train : part == "val" ? parts.val : parts.test;
}

}  // namespace

DataParts find_parts(const fs::path& folder) {
  if (!fs::is_directory(folder)) throw InputError(folder.string() + ": no such folder");
  DataParts parts;
  bool holds_classes = false;
  for (const std::string& name : list_folders(folder)) {
    const std::string named = part_of(name);
    if (named.empty()) {
      parts.unread.push_back(name);
      continue;
    }
    std::optional<fs::path>& part = part_named(parts, named);
    if (part) {
      throw InputError(folder.string() + ": " + part->filename().string() + "/ and " + name +
                       "/ are two names of one part; rename or remove one of them");
    }
    part = folder / name;
    holds_classes = holds_classes || !list_folders(*part).empty();
  }
  // Among bus/, car/ and train/, each holding pictures alone, the last is a class like the others.
  return !parts.any() || (!parts.unread.empty() && !holds_classes) ? DataParts{} : parts;
}

}  // namespace pyra
