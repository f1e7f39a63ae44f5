// Which sample comes when.
#pragma once

#include <cstdint>
#include <vector>

#include "pyra/loader.h"

namespace pyra {

/// Positions of an epoch's `samples` in the order in which they are read: counting up, or shuffled by (seed,
/// epoch).
std::vector<std::int64_t> epoch_order(std::int64_t samples, const LoaderOptions& options);

/// What the augmentation of one sample is drawn from: (seed, epoch, index) alone.
std::uint64_t sample_seed(const LoaderOptions& options, std::int64_t index);

}  // namespace pyra
