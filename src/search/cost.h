// Seam: what a schedule costs, in whatever the budget is stated.
#pragma once

#include <cstdint>
#include <vector>

#include "pyra/vit_config.h"

namespace pyra {

using Rates = std::vector<std::int64_t>;  // [depth]: tokens removed in each block

class Cost {
 public:
  virtual ~Cost() = default;
  /// Of one call at these rates; no more tokens removed never makes it larger than noise allows.
  virtual double of(const Rates& rates) const = 0;
};

/// Multiply-adds of one picture, 1e9 (count_gmac()).
class MacCost final : public Cost {
 public:
  explicit MacCost(VitConfig config) : config_(std::move(config)) {}
  double of(const Rates& rates) const override;

 private:
  VitConfig config_;
};

}  // namespace pyra
