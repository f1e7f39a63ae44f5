// How many processors this process may use: what its affinity allows and its container pays for.
#pragma once

#include <filesystem>

namespace pyra {

/// Processors' worth of time that the control groups of this process get, those around them included (version
/// 1: cpu.cfs_quota_us, version 2: cpu.max); infinity where nothing limits it. `root` stands for / : tests
/// make their own.
double cpu_quota(const std::filesystem::path& root = "/");

/// 1 or more: the affinity of the calling thread, or the quota rounded up where that is less.
int usable_processors(const std::filesystem::path& root = "/");

}  // namespace pyra
