// Listing folders of pictures.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace pyra {

/// Names of the folders directly in `folder`, hidden ones left out, in byte order. Throws InputError when
/// `folder` is no folder or cannot be read.
std::vector<std::string> list_folders(const std::filesystem::path& folder);

/// Pictures (by extension) in `folder` and the folders below it, hidden files and folders left out; ordered
/// as torchvision orders them: by folder, then by name, both in byte order. Links to folders are followed,
/// but no folder is visited twice, so loops end.
std::vector<std::filesystem::path> list_pictures(const std::filesystem::path& folder);

}  // namespace pyra
