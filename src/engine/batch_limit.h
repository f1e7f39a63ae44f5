// How many pictures one call takes.
#pragma once

#include <cstdint>
#include <limits>

#include "pyra/vit_config.h"

namespace pyra {

/// Kernels count the rows of q, k and v with 32 bits.
inline std::int64_t most_pictures(const VitConfig& config) {
  return std::numeric_limits<std::int32_t>::max() / (config.tokens() * 3);
}

/// Throws InputError for a batch below 1 or above most_pictures().
void check_batch(const VitConfig& config, std::int64_t batch);

/// Throws InputError where a call of this batch needs `bytes` and less than that is free.
void check_batch_memory(std::int64_t batch, std::size_t bytes);

}  // namespace pyra
