// Which pictures there are and which class each belongs to.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pyra {

/// One picture. label is -1 where none is known (predict).
struct Sample {
  std::filesystem::path path;
  std::int64_t label = -1;
};

struct Dataset {
  std::vector<Sample> samples;
  std::vector<std::string> class_names;  // class_names[label]; sorted in byte order when they are folder names
};

/// A folder of class folders: class = folder name in byte order, as torchvision does; pictures below it in path
/// order, recursively, by extension (jpg, jpeg, png, webp, any case). Throws InputError when there is no class
/// folder, or one without pictures (named).
Dataset read_class_folders(const std::filesystem::path& folder);

/// Lines of `path label`: the label is what follows the last space, the path may hold spaces and is relative to
/// `folder`. Empty lines are skipped. Throws InputError naming file and line for a missing, negative or
/// non-numeric label and for a path that leaves `folder`. class_names are the folder names of the pictures where
/// each label has exactly one and each has one label, otherwise the numbers as text.
Dataset read_list(const std::filesystem::path& folder, const std::filesystem::path& list_file);

/// `folder`/train and `folder`/test (or /val) where they exist; otherwise the one folder of class folders serves as
/// both requests. part is "train" or "test". Test classes must be a subset of train's (InputError naming extra
/// ones); their labels follow train's numbering.
Dataset read_split(const std::filesystem::path& folder, const std::string& part);

/// Pictures without labels (-1): all below each folder's train/ where it has one, else below the folder itself, folder by
/// folder in path order. Throws InputError naming a folder that does not exist or holds no picture.
Dataset read_pictures(const std::vector<std::filesystem::path>& folders);

/// Splits stratified by class, deterministically for a seed: `fraction` in (0, 1) of each class (at least one picture
/// of every class with two or more) goes to the second.
std::pair<Dataset, Dataset> split_dataset(const Dataset& dataset, double fraction, std::uint64_t seed);

}  // namespace pyra
