// Counts of an evaluation that was shared out.
#pragma once

#include "pyra/evaluate.h"
#include "train/ranks/ranks.h"

namespace pyra {

/// What one process would have found, on every rank: metrics and loss over the pictures of all, the
/// slowest rank's time, the pictures by their position in the data set. Throws InputError where no rank could
/// read any.
Evaluation join(Ranks& ranks, Evaluation mine, const Dataset& dataset);

/// The part of every batch that is this rank's.
inline Shard shard_of(const Ranks& ranks) { return {ranks.rank(), ranks.count()}; }

}  // namespace pyra
