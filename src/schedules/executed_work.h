// What the engine really multiplies.
#pragma once

#include <cstdint>
#include <vector>

#include "pyra/vit_config.h"

namespace pyra {

/// Multiply-adds (1e9) of one picture: count_gmac() less what a class-token head never sees of the last
/// block.
double executed_gmac(const VitConfig& config, const std::vector<std::int64_t>& rates);

}  // namespace pyra
