// The file that `pyra schedule --out` writes and --schedule takes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "pyra/schedule.h"

namespace pyra {

/// JSON: the backbone that a schedule was found for, its member "backbone".
std::string schedule_owner(const VitConfig& config, const std::string& fingerprint);

struct FoundSchedule {
  std::vector<std::int64_t> rates;  // a rate a block
  ScheduleOrigin origin;
};

/// Throws InputError where the file cannot be read, is no such file, or was found
/// for a backbone of another depth, width, head count or token count (both are printed).
FoundSchedule read_schedule_file(const std::filesystem::path& file, const VitConfig& config);

}  // namespace pyra
