// Paths in files of text: those that are not UTF-8 stay readable and can be found again.
#pragma once

#include <filesystem>
#include <string>

namespace pyra {

/// The last name of the path made absolute, with a slash at its end or without; of "." the folder's own.
std::string last_name(const std::filesystem::path& path);
/// The path, each byte that is not UTF-8 as \xNN.
std::string path_text(const std::filesystem::path& path);
/// The file of that name: `text` as it is, or with each \xNN (NN from 80 on) as a byte where only that
/// exists.
std::filesystem::path path_of_text(const std::string& text);

}  // namespace pyra
