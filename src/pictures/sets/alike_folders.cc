#include "pictures/sets/alike_folders.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text/words.h"
#include "pictures/sets/name_key.h"
#include "pictures/sets/picture_files.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 16;  // links may lead round in circles

/// Key -> name of the folders that `folder` is divided into; none where it holds pictures itself.
std::map<std::string, std::string> divisions(fs::path folder) {
  std::vector<std::string> names;
  for (int depth = 0; depth < kDeepest && !has_own_pictures(folder); ++depth) {
    names = list_folders(folder);
    if (names.size() != 1) break;
    folder /= std::exchange(names, {}).front();
  }
  std::map<std::string, std::string> keyed;
  for (const std::string& name : names) keyed.emplace(lower_case(name_key(name)), name);
  return keyed;
}

}  // namespace

std::optional<AlikeFolders> find_alike_folders(const fs::path& folder,
                                               const std::vector<std::string>& names) {
  std::vector<std::map<std::string, std::string>> divided(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) divided[i] = divisions(folder / names[i]);
  const auto whole = static_cast<std::size_t>(
      std::count_if(divided.begin(), divided.end(), [](const auto& inner) { return inner.empty(); }));
  if (whole >= names.size() - whole) return std::nullopt;

  std::map<std::string, std::vector<std::size_t>> holders;  // of a name, among the folders before this one
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::map<std::size_t, std::size_t> common;
    for (const auto& [key, name] : divided[i]) {
      for (const std::size_t j : holders[key]) ++common[j];
    }
    for (const auto& [j, count] : common) {
      if (count < 2 || 2 * count <= std::min(divided[i].size(), divided[j].size())) continue;
      AlikeFolders found{names[j], names[i], {}};
      for (const auto& [key, name] : divided[i]) {
        if (divided[j].contains(key)) found.shared.push_back(name);
      }
      return found;
    }
    for (const auto& [key, name] : divided[i]) holders[key].push_back(i);
  }
  return std::nullopt;
}

}  // namespace pyra
