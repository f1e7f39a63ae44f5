// How the program draws progress on standard error.
#pragma once

#include <cstdint>
#include <string>

#include "show/progress.h"

namespace pyra {

/// `already_done`: where the work starts, not counted in its rate.
ProgressOptions progress_options(const std::string& unit, std::int64_t already_done = 0);

}  // namespace pyra
