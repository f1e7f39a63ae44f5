#include "pictures/sets/picture_lists.h"

#include <array>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include "pictures/decode/codecs.h"
#include "pictures/sets/list_rows.h"
#include "pictures/sets/name_key.h"
#include "pictures/sets/picture_files.h"
#include "pictures/sets/spelled_path.h"
#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// The file that a list means by `name`; empty where there is none.
fs::path find_named(SpelledPaths& beside_list, std::string_view name) {
  if (name.empty()) return {};
  const fs::path path(name);
  if (path.is_absolute()) return is_there(path) ? path : fs::path{};
  fs::path found = beside_list.find(path);
  if (is_there(found)) return found;
  return is_there(path) ? path : fs::path{};
}

}  // namespace

Dataset read_all_pictures(const fs::path& folder) {
  PictureListing listing = list_pictures(folder);
  Dataset dataset;
  dataset.left_out = std::move(listing.left_out);
  if (listing.pictures.empty()) {
    const std::string files = describe_left_out(dataset.left_out);
    throw InputError(folder.string() + ": there is no picture (" + picture_endings() + ") in it or below it" +
                     (files.empty() ? "" : ", only " + files));
  }
  for (fs::path& path : listing.pictures) dataset.samples.push_back({std::move(path), -1});
  return dataset;
}

bool is_picture_list(const fs::path& file) {
  std::error_code ignored;
  if (is_picture(file) || !fs::is_regular_file(file, ignored)) return false;
  std::ifstream stream(file, std::ios::binary);
  std::array<char, 512> bytes{};
  stream.read(bytes.data(), bytes.size());
  const std::string_view text(bytes.data(), static_cast<std::size_t>(stream.gcount()));
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r' && c != '\n') return false;
  }
  return !text.empty();
}

std::vector<std::string> read_picture_list(const fs::path& file) {
  SpelledPaths beside(file.parent_path());
  std::vector<std::string> names;
  const auto add = [&](std::string_view name, std::string_view labelled) {
    fs::path found = find_named(beside, name);
    if (found.empty()) found = find_named(beside, labelled);
    if (found.empty() && names.empty()) {
      throw InputError(file.string() + " is neither a picture (" + picture_kinds() +
                       ") nor a list of them: '" + readable(name.substr(0, 80)) +
                       "' is no file, looked for beside it and in the current folder");
    }
    names.push_back(found.empty() ? file.parent_path() / name : found);
  };
  if (const ListText list(file, nullptr); list.csv()) {
    list.visit([&](const ListRow& row) { add(row.path, {}); });
  } else {
    list.lines([&](std::int64_t, std::string_view line) {
      const std::string_view name = trimmed(line);
      const std::size_t space = name.find_last_of(" \t");
      if (!name.empty())
        add(name, space == std::string_view::npos ? std::string_view{} : trimmed(name.substr(0, space)));
    });
  }
  if (names.empty()) throw InputError(file.string() + ": lists no pictures");
  return names;
}

}  // namespace pyra
