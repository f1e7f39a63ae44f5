#include "pictures/sets/class_folders.h"

#include <map>
#include <set>

#include "base/text/words.h"
#include "pictures/sets/name_key.h"
#include "pictures/sets/part_names.h"
#include "pictures/sets/picture_files.h"
#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> require_folders(const fs::path& folder) {
  if (!fs::is_directory(folder)) throw InputError(folder.string() + ": no such folder");
  std::vector<std::string> names = list_folders(folder);
  if (names.empty()) {
    throw InputError(folder.string() +
                     ": has no class folders; expected one folder of pictures for each class, " +
                     "or name pictures and labels in a list file");
  }
  for (const std::string& name : names) check_class_name(name, (folder / name).string());
  return names;
}

/// Two folders that Unicode spells in two ways are one class to people.
std::map<std::string, std::int64_t> number_names(const std::vector<std::string>& names,
                                                 const fs::path& folder) {
  std::map<std::string, std::int64_t> labels;
  for (const std::string& name : names) {
    if (labels.emplace(name_key(name), static_cast<std::int64_t>(labels.size())).second) continue;
    throw InputError(folder.string() + ": two folders are named '" + name +
                     "', in two Unicode spellings (composed and decomposed); put their pictures into one");
  }
  return labels;
}

/// Where each class really lies: a link from one into another would count its pictures twice.
std::map<fs::path, std::string> real_folders(const fs::path& folder, const std::vector<std::string>& names) {
  std::map<fs::path, std::string> folders;
  for (const std::string& name : names) {
    const auto [place, fresh] = folders.emplace(fs::canonical(folder / name), name);
    if (!fresh) {
      throw InputError((folder / name).string() + ": is the same folder as class '" + place->second + "', " +
                       place->first.string() + "; remove one of the two");
    }
  }
  return folders;
}

}  // namespace

void check_class_name(const std::string& name, const std::string& place) {
  if (is_utf8(name)) return;
  throw InputError(readable(place) + ": the class name '" + readable(name) +
                   "' is not UTF-8, so it cannot be written into an adapter; rename the folder (convmv -f "
                   "latin1 -t utf8 does)");
}

Dataset read_class_folders(const fs::path& folder) {
  return read_class_folders(folder, require_folders(folder));
}

Dataset read_class_folders(const fs::path& folder, std::vector<std::string> class_names) {
  const std::map<std::string, std::int64_t> labels = number_names(class_names, folder);
  const std::vector<std::string> names = require_folders(folder);
  number_names(names, folder);
  std::set<fs::path> others;
  const std::map<fs::path, std::string> real = real_folders(folder, names);
  for (const auto& [place, name] : real) others.insert(place);
  Dataset dataset;
  for (const std::string& name : names) {
    const auto label = labels.find(name_key(name));
    if (label == labels.end()) {
      throw InputError((folder / name).string() + ": this class is not among the training classes (" +
                       quote_few(class_names) + ")" +
                       (part_of(name).empty() ? did_you_mean(name, class_names)
                                              : "; by its name it is no class but a folder around them"));
    }
    const fs::path own = fs::canonical(folder / name);
    others.erase(own);
    const PictureListing listing = list_pictures(folder / name, others);
    others.insert(own);
    for (const auto& [ending, count] : listing.left_out) dataset.left_out[ending] += count;
    if (listing.pictures.empty()) {
      const std::string files = describe_left_out(listing.left_out);
      throw InputError((folder / name).string() + ": this class folder has no pictures (" +
                       picture_endings() + ")" + (files.empty() ? "" : ", only " + files) +
                       "; fill or remove it");
    }
    for (const fs::path& path : listing.pictures) dataset.samples.push_back({path, label->second});
  }
  if (const std::int64_t loose = count_own_pictures(folder); loose > 0) {
    dataset.notes.push_back(std::to_string(loose) + (loose == 1 ? " picture" : " pictures") +
                            " directly in " + folder.string() + ", in no class folder, " +
                            (loose == 1 ? "is" : "are") + " not read");
  }
  dataset.class_names = std::move(class_names);
  return dataset;
}

}  // namespace pyra
