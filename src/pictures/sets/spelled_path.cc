#include "pictures/sets/spelled_path.h"

#include <algorithm>
#include <system_error>

#include "pictures/sets/name_key.h"

namespace pyra {

namespace fs = std::filesystem;

fs::path SpelledPaths::find(const fs::path& path) {
  const std::string& text = path.native();
  fs::path asked = root_ / path;
  std::error_code ignored;
  const bool ascii =
      std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii || fs::exists(asked, ignored)) return asked;
  fs::path found = root_;
  for (const fs::path& name : path) found /= entry(found, name);
  return fs::exists(found, ignored) ? found : asked;
}

fs::path SpelledPaths::entry(const fs::path& folder, const fs::path& name) {
  auto place = listed_.find(folder);
  if (place == listed_.end()) {
    place = listed_.emplace(folder, std::map<std::string, fs::path>{}).first;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
      place->second.emplace(name_key(it->path().filename().string()), it->path().filename());
    }
  }
  const auto found = place->second.find(name_key(name.string()));
  return found == place->second.end() ? name : found->second;
}

}  // namespace pyra
