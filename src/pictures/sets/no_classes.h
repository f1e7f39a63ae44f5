// Folders that would be read as classes and look like something else.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "pyra/dataset.h"

namespace pyra {

/// Throws InputError where the folders in `folder` are named like parts of a data set (train_set, test_set):
/// what was seen, and what to do.
void refuse_folders_named_like_parts(const std::filesystem::path& folder);

/// The same, and where they hold folders of the same names, as parts do.
void refuse_parts_as_classes(const std::filesystem::path& folder);

/// The same as a line for the user, where the folder is said to be a part, so that what lies in it are
/// classes.
std::optional<std::string> note_on_alike_classes(const std::filesystem::path& part);

/// Classes that hold folders of pictures and none themselves: who has deeper classes in mind has to know.
std::optional<std::string> note_on_divided_classes(const std::filesystem::path& folder);

/// Where pictures are taken without labels from all the folders, and these are named like parts.
std::optional<std::string> note_on_parts_taken_together(const std::filesystem::path& folder);

/// What lies beside the parts and is not read, with the part that each may be meant to be; nothing where
/// nothing does.
std::optional<std::string> note_on_unread(const DataParts& parts);

}  // namespace pyra
