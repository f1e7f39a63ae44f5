// What is told of files that are no pictures by their ending.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace pyra {

/// "not read because of their ending: 7 .heic (read are .jpg, ...)"; nothing where none was left out.
std::optional<std::string> note_on_left_out(const std::map<std::string, std::int64_t>& left_out);

}  // namespace pyra
