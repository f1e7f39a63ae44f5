#include "data/picture_files.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <system_error>

#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& path) { return path.filename().native().starts_with('.'); }

bool is_picture(const fs::path& path) {
  constexpr std::array<std::string_view, 4> kExtensions = {".jpg", ".jpeg", ".png", ".webp"};
  std::string extension = path.extension().string();
  for (char& c : extension) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

std::vector<fs::path> list_entries(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (!is_hidden(it->path())) entries.push_back(it->path());
  }
  if (error) throw InputError(folder.string() + ": cannot be listed: " + error.message());
  return entries;
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;  // a dangling link is no folder
  return fs::is_directory(path, ignored);
}

}  // namespace

std::vector<std::string> list_folders(const fs::path& folder) {
  std::vector<std::string> names;
  for (const fs::path& entry : list_entries(folder)) {
    if (is_folder(entry)) names.push_back(entry.filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<fs::path> list_pictures(const fs::path& folder) {
  std::vector<fs::path> pictures;
  std::set<fs::path> waiting = {folder};  // in order: of several ways to one folder always the same is taken
  std::set<fs::path> visited;
  while (!waiting.empty()) {
    const fs::path current = *waiting.begin();
    waiting.erase(waiting.begin());
    std::error_code error;
    const fs::path real = fs::canonical(current, error);
    if (error) throw InputError(current.string() + ": cannot be listed: " + error.message());
    if (!visited.insert(real).second) continue;
    for (const fs::path& entry : list_entries(current)) {
      if (is_folder(entry)) {
        waiting.insert(entry);
      } else if (is_picture(entry)) {
        pictures.push_back(entry);
      }
    }
  }
  std::sort(pictures.begin(), pictures.end(), [](const fs::path& a, const fs::path& b) {
    const fs::path folder_a = a.parent_path(), folder_b = b.parent_path();
    if (folder_a.native() != folder_b.native()) return folder_a.native() < folder_b.native();
    return a.filename().native() < b.filename().native();
  });
  return pictures;
}

}  // namespace pyra
