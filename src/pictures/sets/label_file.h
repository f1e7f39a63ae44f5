// Names of classes in a file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace pyra {

/// A name a line, the first line for class 0. Throws InputError unless there are `classes` names, all UTF-8
/// and none empty.
std::vector<std::string> read_label_file(const std::filesystem::path& file, std::int64_t classes);

}  // namespace pyra
