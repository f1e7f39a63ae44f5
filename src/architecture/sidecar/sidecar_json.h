// Opening one JSON file beside a checkpoint.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

namespace pyra {

/// Empty when there is no such file. Throws InputError as parse_json() does, and where it is not an object.
std::optional<nlohmann::json> read_json_beside(const std::filesystem::path& file, const char* name);

}  // namespace pyra
