#include "tasks/metric_text.h"

#include <cmath>

#include "base/text/numbers.h"
#include "base/text/words.h"

namespace pyra {

Metric with_value(Metric metric, double value) {
  metric.value = value;
  return metric;
}

std::string metric_title(const Metric& metric, const std::string& before_unit) {
  return metric.title + (metric.unit.empty() ? "" : before_unit + metric.unit);
}

std::string metric_value(const Metric& metric, int decimals) {
  if (!std::isfinite(metric.value)) return "not defined";
  return metric.unit.empty() ? three_digits(metric.value)
                             : fixed_number(metric.value, decimals) + " " + metric.unit;
}

std::string metrics_line(const std::vector<Metric>& metrics) {
  std::vector<std::string> parts;
  for (const Metric& metric : metrics) parts.push_back(metric.title + " " + metric_value(metric));
  return joined(parts);
}

}  // namespace pyra
