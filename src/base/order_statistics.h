// Percentiles.
#pragma once

#include <vector>

namespace pyra {

/// The value below which `percent` (0 to 100) of `values` lie, linear between neighbours. Throws InputError
/// where there are none.
double percentile(std::vector<double> values, double percent);
double median(const std::vector<double>& values);

}  // namespace pyra
