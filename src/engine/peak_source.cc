#include "engine/peak_source.h"

#include <algorithm>

#include "base/order_statistics.h"

namespace pyra {

Peak peak_of(Precision precision, std::vector<PeakShape> shapes,
             const std::vector<std::vector<double>>& gflops) {
  Peak peak;
  peak.precision = precision;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    shapes[i].gflops = median(gflops[i]);
    shapes[i].best = *std::max_element(gflops[i].begin(), gflops[i].end());
    peak.gflops = std::max(peak.gflops, shapes[i].gflops);
    peak.best = std::max(peak.best, shapes[i].best);
    peak.sweeps = static_cast<std::int64_t>(gflops[i].size());
  }
  peak.shapes = std::move(shapes);
  return peak;
}

}  // namespace pyra
