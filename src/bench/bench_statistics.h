// Order statistics of measured times.
#pragma once

#include <cstdint>
#include <vector>

#include "base/order_statistics.h"
#include "pyra/bench.h"

namespace pyra {

Spread spread(const std::vector<double>& values);

/// `rounds` [round][call]: seconds of each call of a batch. Every round needs at least one call.
Timing summarise(const std::vector<std::vector<double>>& rounds, std::int64_t batch);

}  // namespace pyra
