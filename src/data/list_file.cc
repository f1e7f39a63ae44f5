#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <set>
#include <string_view>
#include <system_error>

#include "pyra/dataset.h"
#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMaxLabel =
    (1 << 20) - 1;  // a larger one is a slip, and there is a name for each number

/// A line of the list, for messages.
struct Place {
  const fs::path& file;
  std::int64_t line;

  [[noreturn]] void refuse(const std::string& what) const {
    throw InputError(file.string() + ":" + std::to_string(line) + ": " + what);
  }
};

std::int64_t parse_label(std::string_view text, const Place& place) {
  std::int64_t label = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), label);
  if (error != std::errc() || end != text.data() + text.size() || label < 0 || label > kMaxLabel) {
    place.refuse("label '" + std::string(text) + "', expected a whole number from 0 to " +
                 std::to_string(kMaxLabel) + " after the last space");
  }
  return label;
}

fs::path parse_path(std::string_view text, const Place& place) {
  const fs::path path = fs::path(text).lexically_normal();
  if (text.empty()) place.refuse("no path before the label, expected `path label`");
  if (path.is_absolute() || *path.begin() == "..") {
    place.refuse("path '" + std::string(text) + "' leaves the data folder, expected one relative to it");
  }
  return path;
}

/// The folder of each label's pictures, if that tells every label apart; otherwise the numbers.
std::vector<std::string> name_classes(const std::map<std::int64_t, std::set<std::string>>& folders) {
  std::vector<std::string> numbers, names;
  std::set<std::string> taken;
  const std::int64_t classes = folders.empty() ? 0 : folders.rbegin()->first + 1;
  for (std::int64_t label = 0; label < classes; ++label) {
    numbers.push_back(std::to_string(label));
    const auto found = folders.find(label);
    if (found == folders.end() || found->second.size() != 1) continue;
    const std::string& name = *found->second.begin();
    if (!name.empty() && taken.insert(name).second) names.push_back(name);
  }
  return names.size() == numbers.size() ? names : numbers;
}

}  // namespace

Dataset read_list(const fs::path& folder, const fs::path& list_file) {
  std::error_code ignored;
  if (!fs::is_regular_file(list_file, ignored)) throw InputError(list_file.string() + ": no such list file");
  std::ifstream file(list_file);
  if (!file) throw InputError(list_file.string() + ": cannot be opened; check its permissions");
  Dataset dataset;
  std::map<std::int64_t, std::set<std::string>> folders;  // of each label
  std::string line;
  for (Place place{list_file, 1}; std::getline(file, line); ++place.line) {
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r' || line.back() == '\t'))
      line.pop_back();
    if (line.empty()) continue;
    const std::size_t space = line.find_last_of(" \t");
    if (space == std::string::npos)
      place.refuse("'" + line.substr(0, 80) + "' has no label, expected `path label`");
    const std::int64_t label = parse_label(std::string_view(line).substr(space + 1), place);
    std::string_view text = std::string_view(line).substr(0, space);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    const fs::path path = parse_path(text, place);
    folders[label].insert(path.parent_path().filename().string());
    dataset.samples.push_back({folder / path, label});
  }
  if (dataset.samples.empty()) throw InputError(list_file.string() + ": lists no pictures");
  dataset.class_names = name_classes(folders);
  return dataset;
}

}  // namespace pyra
