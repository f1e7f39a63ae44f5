#include "pictures/sets/picture_files.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

#include "base/text/words.h"
#include "pyra/dataset.h"
#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 14> kEndings = {".jpg",  ".jpeg", ".jpe", ".jfif", ".png",
                                                       ".webp", ".gif",  ".bmp", ".ppm",  ".pgm",
                                                       ".pbm",  ".pnm",  ".tif", ".tiff"};

/// What operating systems and their archives leave in folders of pictures.
constexpr std::array<std::string_view, 5> kLeavings{"__MACOSX", "@eaDir", "$RECYCLE.BIN",
                                                    "System Volume Information", "lost+found"};

bool is_hidden(const fs::path& path) {
  const std::string name = path.filename().native();
  return name.starts_with('.') || std::find(kLeavings.begin(), kLeavings.end(), name) != kLeavings.end();
}

std::string lower_ending(const fs::path& path) { return lower_case(path.extension().string()); }

bool is_read(std::string_view ending) {
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

/// Every entry that is not hidden, until `take` returns false.
template <typename Take>
void visit_entries(const fs::path& folder, Take take) {
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (!is_hidden(it->path()) && !take(*it)) return;
  }
  if (error) throw InputError(folder.string() + ": cannot be listed: " + error.message());
}

std::vector<fs::directory_entry> list_entries(const fs::path& folder) {
  std::vector<fs::directory_entry> entries;
  visit_entries(folder, [&](const fs::directory_entry& entry) {
    entries.push_back(entry);
    return true;
  });
  return entries;
}

bool is_folder(const fs::directory_entry& entry) {
  std::error_code ignored;  // a dangling link is no folder
  return entry.is_directory(ignored);
}

fs::path real_path(const fs::path& folder) {
  std::error_code error;
  fs::path real = fs::canonical(folder, error);
  if (error) throw InputError(folder.string() + ": cannot be listed: " + error.message());
  return real;
}

/// Whether `outer` is `inner` or a folder above it; both real.
bool holds(const fs::path& outer, const fs::path& inner) {
  const auto [end, rest] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return end == outer.end();
}

void refuse_pictures_of(const std::set<fs::path>& others, const fs::path& folder, const fs::path& real) {
  if (others.empty()) return;
  for (fs::path up = real; up.has_relative_path(); up = up.parent_path()) {
    if (!others.contains(up)) continue;
    throw InputError(folder.string() + " leads to " + up.string() +
                     ", the folder of another class: its pictures would be of two classes; remove the link");
  }
}

}  // namespace

bool is_picture(const fs::path& path) { return is_read(lower_ending(path)); }

std::vector<std::string> list_folders(const fs::path& folder) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : list_entries(folder)) {
    if (is_folder(entry)) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::int64_t count_own_pictures(const fs::path& folder) {
  std::int64_t count = 0;
  for (const fs::directory_entry& entry : list_entries(folder))
    count += is_picture(entry.path()) && !is_folder(entry) ? 1 : 0;
  return count;
}

bool has_own_pictures(const fs::path& folder) {
  bool found = false;
  visit_entries(folder, [&](const fs::directory_entry& entry) {
    found = is_picture(entry.path()) && !is_folder(entry);
    return !found;
  });
  return found;
}

PictureListing list_pictures(const fs::path& folder, const std::set<fs::path>& others) {
  PictureListing listing;
  std::set<fs::path> waiting = {folder};  // in order: of several ways to one folder always the same is taken
  std::set<fs::path> visited;
  while (!waiting.empty()) {
    const fs::path current = *waiting.begin();
    waiting.erase(waiting.begin());
    const fs::path real = real_path(current);
    refuse_pictures_of(others, current, real);
    if (!visited.insert(real).second) continue;
    for (const fs::directory_entry& entry : list_entries(current)) {
      if (is_folder(entry)) {
        if (!entry.is_symlink() || !holds(real_path(entry.path()), real)) waiting.insert(entry.path());
      } else if (is_picture(entry.path())) {
        listing.pictures.push_back(entry.path());
      } else if (std::error_code ignored; entry.is_regular_file(ignored)) {
        ++listing.left_out[lower_ending(entry.path())];
      }
    }
  }
  std::sort(listing.pictures.begin(), listing.pictures.end(), [](const fs::path& a, const fs::path& b) {
    const fs::path folder_a = a.parent_path(), folder_b = b.parent_path();
    if (folder_a.native() != folder_b.native()) return folder_a.native() < folder_b.native();
    return a.filename().native() < b.filename().native();
  });
  return listing;
}

std::string picture_endings() { return joined({kEndings.begin(), kEndings.end()}); }

}  // namespace pyra
