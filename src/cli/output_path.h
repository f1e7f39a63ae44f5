// Where a verb is going to write: looked at before the work, not after.
#pragma once

#include <string>

#include "cli/output_kind.h"

namespace pyra {

/// At the start of a command, so that hours of work do not end in it: throws InputError naming `option` when
/// `path` is a folder, lies in a folder that does not exist, ends as files of another kind do or is a
/// checkpoint or a picture, which no result may replace, but where it is the kind's own. Throws Failure where
/// nothing can be written there. Removes what killed processes left beside it. An empty path, which was not
/// asked for, passes; so does what is no regular file, which is written as it is.
void check_output(const std::string& option, const std::string& path, const OutputKind& kind);

/// True for a device, a pipe, /dev/stdout: what is written as it is.
bool is_stream(const std::string& path);

/// The same as check_output() where other files get names beside it: only a regular file, or none yet, will
/// do.
void check_file_output(const std::string& option, const std::string& path, const OutputKind& kind);

}  // namespace pyra
