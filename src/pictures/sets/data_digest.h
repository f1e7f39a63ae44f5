// Whether a resumed run still trains on the same pictures.
#pragma once

#include <cstdint>
#include <string>

#include "pyra/dataset.h"

namespace pyra {

/// What tells a target from others: its label or, of other tasks, a hash of the numbers.
std::int64_t target_key(const Target& target);

/// Those of `from`, which has the same task and names, after those of `to`.
void append_samples(Dataset& to, const Dataset& from);

/// Count and FNV-1a hash of every file name and target_key(), in order.
std::string digest(const Dataset& dataset);

}  // namespace pyra
