// A folder of a cache.
#pragma once

#include <filesystem>

namespace pyra {

/// With its parents. Throws Failure naming the folder, the reason, and how to choose another cache.
void make_folder(const std::filesystem::path& folder);

}  // namespace pyra
