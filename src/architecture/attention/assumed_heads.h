// How many heads weights of a width have: what is published, else heads of 64 channels.
#pragma once

#include "pyra/vit_config.h"

namespace pyra {

/// By `dim` and `class_token`; divides dim.
std::int64_t assumed_heads(const VitConfig& config);

}  // namespace pyra
