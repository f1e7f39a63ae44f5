// Listing folders of pictures.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace pyra {

/// Names of the folders directly in `folder`, hidden ones left out, in byte order. Throws InputError when
/// `folder` is no folder or cannot be read.
std::vector<std::string> list_folders(const std::filesystem::path& folder);

struct PictureListing {
  std::vector<std::filesystem::path> pictures;
  std::map<std::string, std::int64_t> left_out;  // other files by ending, in lower case; "" for none
};

/// Pictures (by extension) in `folder` and the folders below it, hidden files and folders left out; ordered
/// as torchvision orders them: by folder, then by name, both in byte order. Links to folders are followed
/// once; those that lead back up to a folder they lie in are not, so loops end. A folder that is, or lies in,
/// one of `others` (real paths) throws InputError: its pictures belong to another class.
PictureListing list_pictures(const std::filesystem::path& folder,
                             const std::set<std::filesystem::path>& others = {});

/// Of the pictures that lie directly in `folder`.
std::int64_t count_own_pictures(const std::filesystem::path& folder);
/// Whether there is one; looks no further than the first.
bool has_own_pictures(const std::filesystem::path& folder);

/// Whether the ending is one that is read; any case.
bool is_picture(const std::filesystem::path& path);

}  // namespace pyra
