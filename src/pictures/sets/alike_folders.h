// Whether folders are classes or something that is divided into the same classes each.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pyra {

/// Two folders that hold no pictures of their own, but folders of the same names.
struct AlikeFolders {
  std::string one, other;
  std::vector<std::string> shared;  // names of folders in both, in byte order
};

/// The first two of the folders `names` in `folder` that share two names of folders or more, and more than
/// half of those of the smaller one; a folder that holds one folder alone stands for it. Nothing where no two
/// do and where as many of the folders hold pictures themselves as do not. Pictures sorted by author within a
/// class rarely meet that; train_set and test_set, fold0 and fold1, photo and sketch do.
std::optional<AlikeFolders> find_alike_folders(const std::filesystem::path& folder,
                                               const std::vector<std::string>& names);

}  // namespace pyra
