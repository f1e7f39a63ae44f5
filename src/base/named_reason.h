// What is wrong with a file, said with its name.
#pragma once

#include <filesystem>
#include <string>

namespace pyra {

/// "FILE: REASON", or the reason alone where it begins with the file's name.
inline std::string named_reason(const std::filesystem::path& file, const std::string& reason) {
  return reason.starts_with(file.string()) ? reason : file.string() + ": " + reason;
}

}  // namespace pyra
