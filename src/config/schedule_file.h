// The file that `pyra schedule --out` writes and --schedule takes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "pyra/vit_config.h"

namespace pyra {

/// JSON: the backbone that a schedule was found for, its member "backbone".
std::string schedule_owner(const VitConfig& config, const std::string& fingerprint);

/// The member "schedule", a rate a block. Throws InputError where the file cannot be read, is no such file, or was found
/// for a backbone of another depth, width, head count or token count (both are printed).
std::vector<std::int64_t> read_schedule_file(const std::filesystem::path& file, const VitConfig& config);

}  // namespace pyra
