// Order statistics of measured times.
#pragma once

#include <cstdint>
#include <vector>

#include "pyra/bench.h"

namespace pyra {

/// The value below which `percent` (0 to 100) of `values` lie, linear between neighbours. Throws InputError where
/// there are none.
double percentile(std::vector<double> values, double percent);
double median(const std::vector<double>& values);
Spread spread(const std::vector<double>& values);

/// `rounds` [round][call]: seconds of each call of a batch. Every round needs at least one call.
Timing summarise(const std::vector<std::vector<double>>& rounds, std::int64_t batch);

}  // namespace pyra
