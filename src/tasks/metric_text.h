// Metrics as people read them.
#pragma once

#include <string>
#include <vector>

#include "pyra/evaluate.h"

namespace pyra {

/// "61.32 %", "0.873"; a "not defined" for NaN.
std::string metric_value(const Metric& metric, int decimals = 2);
/// "top-1 61.32 %, top-5 88.10 %".
std::string metrics_line(const std::vector<Metric>& metrics);

}  // namespace pyra
