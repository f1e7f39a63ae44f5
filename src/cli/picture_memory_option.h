// --picture-memory, the same for every verb that reads pictures.
#pragma once

#include "cli/options.h"

namespace pyra {

/// Adds the option, which takes hold when it is parsed. Gives it, so that a verb can ask whether it was used.
Option add_picture_memory(Options& options);

}  // namespace pyra
