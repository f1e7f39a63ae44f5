// pyra tocom --tune-scale: which scale of a compensator serves an adapter best at another rate.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/options.h"

namespace pyra {

class TocomScaleOptions {
 public:
  void define(Options& options);
  /// Whether any of its options was given.
  bool given() const;
  /// Accuracy at each scale on validation pictures of `data`: those of --list, else the adapter's own
  /// validation split, else a part of its training pictures, which is said. `out`: where the compensator is
  /// written with the best scale, or empty.
  void run(const Console& console, const std::string& data, const std::string& out) const;

 private:
  std::string model_, tocom_, schedule_, list_;
  std::vector<double> scales_{0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3};
  std::int64_t batch_ = 32;
};

}  // namespace pyra
