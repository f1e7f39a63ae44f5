// What a call costs in time on this machine, as a formula fitted to measured calls: milliseconds are then
// known for any schedule without running it.
#pragma once

#include <functional>
#include <vector>

#include "search/cost.h"

namespace pyra {

/// Seam: milliseconds of one call at each of these schedules, measured in turn.
using MeasureCalls = std::function<std::vector<double>(const std::vector<Rates>& schedules)>;

/// ms = a + b [merging blocks] + sum over blocks of c N + d N^2 + e N' + (where it merges) f N^2, with N
/// tokens before and N' after the block's merge: the parts of a block that grow linearly, attention, MLP,
/// matching. Least squares of the relative error, no coefficient below zero.
class LatencyCost final : public Cost {
 public:
  /// Measures a dozen schedules that span what can be asked for.
  LatencyCost(VitConfig config, const MeasureCalls& measure);

  double of(const Rates& rates) const override;
  /// Mean relative error over the schedules that it was fitted to.
  double error() const { return error_; }
  /// Takes a measurement into account: from now on such schedules are said to take `ms`.
  void correct(const Rates& rates, double ms);

 private:
  VitConfig config_;
  std::vector<double> coefficients_;
  double factor_ = 1, error_ = 0;
};

}  // namespace pyra
