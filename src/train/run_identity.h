// Whether a checkpoint is of the run that is to go on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace pyra {

/// Both name a run, a fact a line ("lr = 0.001"). Where they differ in more than that `wanted` has more
/// epochs, throws InputError with the lines that differ, of both sides. Returns the epochs of `found` where
/// they are fewer.
std::optional<std::int64_t> check_identity(const std::filesystem::path& file, const std::string& found,
                                           const std::string& wanted);

}  // namespace pyra
