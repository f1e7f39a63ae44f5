// How many pictures one call takes.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "pyra/error.h"
#include "pyra/vit_config.h"

namespace pyra {

/// Throws InputError for a batch below 1, and for one whose rows do not fit the numbers that kernels count
/// them with; one that is merely too large for the memory here is refused by the memory.
inline void check_batch(const VitConfig& config, std::int64_t batch) {
  const std::int64_t most = std::numeric_limits<std::int32_t>::max() / (config.tokens() * 3);
  if (batch < 1) throw InputError("a batch of " + std::to_string(batch) + " pictures; expected 1 or more");
  if (batch > most) {
    throw InputError("a batch of " + std::to_string(batch) + " pictures; expected at most " +
                     std::to_string(most) + " of " + std::to_string(config.tokens()) +
                     " tokens in one call; give them in several calls");
  }
}

}  // namespace pyra
