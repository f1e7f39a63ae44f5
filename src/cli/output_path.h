// Where a verb is going to write: looked at before the work, not after.
#pragma once

#include <string>

namespace pyra {

/// Throws InputError naming `option` when `path` is a folder or lies in a folder that does not exist. An empty path, which
/// was not asked for, passes.
void check_output(const std::string& option, const std::string& path);

}  // namespace pyra
