// Metrics as people read them.
#pragma once

#include <string>
#include <vector>

#include "pyra/evaluate.h"

namespace pyra {

/// The same figure of that value.
Metric with_value(Metric metric, double value);

/// "top-1, %": a column's or an axis' title.
std::string metric_title(const Metric& metric, const std::string& before_unit = ", ");
/// "61.32 %", "0.873"; a "not defined" for NaN.
std::string metric_value(const Metric& metric, int decimals = 2);
/// "top-1 61.32 %, top-5 88.10 %".
std::string metrics_line(const std::vector<Metric>& metrics);

}  // namespace pyra
