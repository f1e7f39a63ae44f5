// Which pictures there are and which class each belongs to.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pyra {

/// One picture.
struct Sample {
  std::string path;  // as the system spells it
  std::int64_t label =
      -1;  // its class or, in other tasks, its row of Dataset::targets; -1 where none is known
};

/// What is to be answered of a picture.
struct Target {
  std::int64_t label = -1;        // its class; in other tasks of no meaning
  std::span<const float> values;  // [K] of other tasks: 1 for a label that it bears and 0 elsewhere; values
};

struct Dataset {
  std::vector<Sample> samples;
  std::vector<std::string> class_names;  // [K] of what is answered: classes by label, in byte order when they
                                         // are folder names; labels; values
  std::string task = "classification";   // what the targets are: "classification", "labels", "regression"
  std::shared_ptr<const std::vector<float>> targets = {};  // [rows, K] of other tasks than classification
  bool numbered =
      false;          // a list gave the labels as numbers, and the names follow from its pictures' folders
  bool named = true;  // false: the names are those numbers again, for want of better
  std::map<std::string, std::int64_t>
      left_out;                    // files by ending ("" for none) that are not read as pictures
  std::vector<std::string> notes;  // lines for the user: what was assumed

  /// Of one of its samples; valid while it lives.
  Target target(const Sample& sample) const;
};

/// A folder of class folders: class = folder name in byte order, as torchvision does; pictures below it in
/// path order, recursively, by extension (picture_endings(), any case). Throws InputError when there is no
/// class folder, or one without pictures, with a name that is not UTF-8 or with a link into another class
/// (named).
Dataset read_class_folders(const std::filesystem::path& folder);

/// Lines of `path label`: the label is a number and what follows the last space, the path may hold spaces and
/// is relative to `folder`. Or CSV, known by its first line, which names the columns: `path`, one that says
/// what is to be learned, and any others; fields may be quoted. `label`: classes, numbers or names. `labels`:
/// the names of all labels that a picture bears, with ; between them, none in an empty field. `value`, or
/// several columns whose names begin with it: numbers. Empty lines and a byte order mark are skipped. Throws
/// InputError naming file and line for a target or path that is missing or cannot be and for a path that
/// leaves `folder`, and a list whose lines are too short for paths. Where classes are numbers, class_names
/// are the folder names of the pictures, if each label has exactly one and each has one label, otherwise the
/// numbers as text; where they are names, the names in byte order, as those of labels are.
Dataset read_list(const std::filesystem::path& folder, const std::filesystem::path& list_file);

/// Where the parts of a data set lie, by folder name: train or training; val, valid or validation; test or
/// testing; in any case. All empty where `folder` is one folder of class folders.
struct DataParts {
  std::optional<std::filesystem::path> train, val, test;
  std::vector<std::string> unread = {};  // names of the other folders beside them
  bool any() const { return train || val || test; }
};
/// Throws InputError where there is no such folder, and where two folders claim one part.
DataParts find_parts(const std::filesystem::path& folder);

/// One part: "train", "val" or "test". One folder of class folders serves as train and as test. Classes of
/// the other parts must be a subset of train's (InputError naming extra ones); their labels follow train's
/// numbering. Throws InputError for folders that look like parts under other names: named like some
/// (test_set), or divided into the same folders each.
Dataset read_split(const std::filesystem::path& folder, const std::string& part);

/// Pictures without labels (-1): all below each folder's train/ where it has one, else below the folder
/// itself, folder by folder in path order. Throws InputError naming a folder that does not exist or holds no
/// picture.
Dataset read_pictures(const std::vector<std::filesystem::path>& folders);

/// Splits stratified by class, deterministically for a seed: `fraction` in (0, 1) of each class (at least one
/// picture of every class with two or more) goes to the second. In tasks without classes, of all pictures.
std::pair<Dataset, Dataset> split_dataset(const Dataset& dataset, double fraction, std::uint64_t seed);

/// ".jpg, .jpeg, ...": what is read as a picture, for messages.
std::string picture_endings();

/// "7 .heic, 1 without an ending"; empty where nothing was left out.
std::string describe_left_out(const std::map<std::string, std::int64_t>& left_out);

}  // namespace pyra
