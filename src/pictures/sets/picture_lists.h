// Pictures named without classes: everything in a folder, every name in a list.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pyra/dataset.h"

namespace pyra {

/// All pictures in `folder` and below, unlabelled. Throws InputError where there is none.
Dataset read_all_pictures(const std::filesystem::path& folder);

/// Whether a file is text that could name pictures: no picture by its ending, nothing but text at its
/// beginning.
bool is_picture_list(const std::filesystem::path& file);

/// Names, one a line, or the lists that read_list() reads, whose labels are left alone; relative to the
/// list's folder or, where there is no such file, to the current one. Throws InputError where the first line
/// names no file, and for an empty list.
std::vector<std::string> read_picture_list(const std::filesystem::path& file);

}  // namespace pyra
