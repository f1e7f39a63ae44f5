// What the engine really multiplies.
#pragma once

#include <cstdint>
#include <vector>

#include "pyra/vit_config.h"

namespace pyra {

/// Multiply-adds of attention pooling that sees so many tokens (engine/cpu/attention_pool.h).
double executed_pool_macs(const VitConfig& config, std::int64_t seen);

/// Multiply-adds (1e9) of one picture: count_gmac() less what a class-token head never sees of the last
/// block, and what attention pooling need not compute for a query that is always the same.
double executed_gmac(const VitConfig& config, const std::vector<std::int64_t>& rates);

}  // namespace pyra
