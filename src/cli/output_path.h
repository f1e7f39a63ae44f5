// Where a verb is going to write: looked at before the work, not after.
#pragma once

#include <string>

namespace pyra {

/// Throws InputError naming `option` when `path` is a folder or lies in a folder that does not exist. An
/// empty path, which was not asked for, passes. So does what is no regular file, which is written as it is.
void check_output(const std::string& option, const std::string& path);

/// True for a device, a pipe, /dev/stdout: what is written as it is.
bool is_stream(const std::string& path);

/// The same as check_output() where other files get names beside it: only a regular file, or none yet, will
/// do.
void check_file_output(const std::string& option, const std::string& path);

}  // namespace pyra
