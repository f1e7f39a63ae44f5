// How fast a device multiplies matrices: the seam that benchmarks measure through.
#pragma once

#include <vector>

#include "pyra/bench.h"

namespace pyra {

/// Seam: a device's peak in one precision, measured again and again during a run.
class PeakSource {
 public:
  virtual ~PeakSource() = default;
  /// Every shape once: an uncounted call, then calls for some milliseconds, of which the median counts.
  virtual void sweep() = 0;
  /// Sweeps once where sweep() was never called.
  virtual Peak result() = 0;
};

/// The peak of shapes measured several times: gflops [shape][sweep].
Peak peak_of(Precision precision, std::vector<PeakShape> shapes,
             const std::vector<std::vector<double>>& gflops);

}  // namespace pyra
