#include "pictures/sets/no_classes.h"

#include <algorithm>
#include <set>
#include <vector>

#include "base/text/words.h"
#include "pictures/sets/alike_folders.h"
#include "pictures/sets/name_key.h"
#include "pictures/sets/part_names.h"
#include "pictures/sets/picture_files.h"
#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShown = 4;

/// Whether every folder is named like a part, and not all like the same one.
bool all_named_like_parts(const std::vector<std::string>& names) {
  std::set<std::string> parts;
  for (const std::string& name : names) parts.insert(likely_part(name));
  return parts.size() > 1 && !parts.contains("");
}

bool are_parts(const std::vector<std::string>& names) {
  return std::all_of(names.begin(), names.end(), [](const auto& name) { return !part_of(name).empty(); });
}

std::string as_parts(const fs::path& folder, const std::string& example) {
  return "If they are parts of the data, rename them to train/, val/ and test/, or give one of them alone (" +
         (folder / example).string() + ")";
}

}  // namespace

void refuse_folders_named_like_parts(const fs::path& folder) {
  const std::vector<std::string> names = list_folders(folder);
  if (all_named_like_parts(names)) {
    throw InputError(
        folder.string() + ": its folders " + quote_few(names) +
        " are named like parts of a data set, not like classes. " + as_parts(folder, names.front()) +
        ", with a folder for each class in it. If they are classes, put them into a folder named "
        "train/, or name pictures and labels in a list file");
  }
}

void refuse_parts_as_classes(const fs::path& folder) {
  refuse_folders_named_like_parts(folder);
  const std::vector<std::string> names = list_folders(folder);
  const auto alike = find_alike_folders(folder, names);
  if (!alike) return;
  const std::string seen =
      folder.string() + ": its folders '" + readable(alike->one) + "' and '" + readable(alike->other) +
      "' hold no pictures of their own but folders of the same names (" + quote_few(alike->shared) + "), ";
  if (are_parts(alike->shared)) {
    throw InputError(seen + "parts of the data within its classes. Move them so that " +
                     (folder / alike->shared.front() / alike->one).string() + " holds what lies in " +
                     (folder / alike->one / alike->shared.front()).string() +
                     ", or name pictures and labels in list files");
  }
  throw InputError(
      seen + "so it is unclear which of both are the classes. " + as_parts(folder, alike->one) +
      ". If they are classes, put them into a folder named train/, or name pictures and labels in a "
      "list file");
}

std::optional<std::string> note_on_alike_classes(const fs::path& part) {
  const auto alike = find_alike_folders(part, list_folders(part));
  if (!alike) return std::nullopt;
  return "in " + part.string() + " '" + alike->one + "' and '" + alike->other +
         "' hold folders of the same names (" + quote_few(alike->shared) + "): '" + alike->one + "' and '" +
         alike->other + "' are taken as the classes";
}

std::optional<std::string> note_on_divided_classes(const fs::path& folder) {
  std::vector<std::string> divided, example;
  for (const std::string& name : list_folders(folder)) {
    if (has_own_pictures(folder / name)) continue;
    const std::vector<std::string> inner = list_folders(folder / name);
    if (inner.size() < 2) continue;
    if (divided.empty()) example = inner;
    divided.push_back(name);
  }
  if (divided.empty()) return std::nullopt;
  return std::string(divided.size() == 1 ? "class " : "classes ") + quote_few(divided) + " of " +
         folder.string() + (divided.size() == 1 ? " holds" : " hold") + " no pictures of " +
         (divided.size() == 1 ? "its" : "their") +
         " own but folders, which are not told apart: " + quote_few(example) + " count as '" +
         readable(divided.front()) + "'";
}

std::optional<std::string> note_on_parts_taken_together(const fs::path& folder) {
  const std::vector<std::string> names = list_folders(folder);
  if (!all_named_like_parts(names)) return std::nullopt;
  return "the pictures of " + quote_few(names) + " in " + folder.string() +
         " are all taken; to leave test pictures out, rename the folder to train on to train/, or give it "
         "alone";
}

std::optional<std::string> note_on_unread(const DataParts& parts) {
  if (parts.unread.empty()) return std::nullopt;
  std::string guesses;
  for (const std::string& name : parts.unread) {
    std::string part = likely_part(name);
    if (part.empty())
      part = part_of(nearest_word(name, {"train", "training", "val", "validation", "test", "testing"}));
    if (!part.empty()) guesses += "; if " + name + "/ is meant as " + part + "/, rename it";
  }
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < parts.unread.size() && i < kShown; ++i) shown.push_back(parts.unread[i] + "/");
  if (parts.unread.size() > kShown)
    shown.push_back(std::to_string(parts.unread.size() - kShown) + " other folders");
  return "parts: " + listed(shown, "and") + (parts.unread.size() == 1 ? " is" : " are") +
         " not read (parts are train/, val/ and test/)" + guesses;
}

}  // namespace pyra
