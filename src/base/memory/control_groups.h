// Linux' control groups, by which containers are held to a share of the machine.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace pyra {

/// What the files in a group's folder allow; infinity where they limit nothing.
using GroupLimit = std::function<double(const std::filesystem::path& folder)>;

/// The least that this process' groups and those around them allow: of version 2, and of version 1's
/// `controller`
/// ("cpu", "memory"). Infinity without groups. `root` stands for / : tests make their own.
double least_group_limit(const std::filesystem::path& root, const std::string& controller,
                         const GroupLimit& version2, const GroupLimit& version1);

}  // namespace pyra
