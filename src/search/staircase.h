// The shape of a schedule apart from its depth: a search moves the shape, a budget decides how far down it
// goes.
#pragma once

#include <optional>
#include <vector>

#include "search/cost.h"

namespace pyra {

/// [depth], each >= 0. Drawn to scale s, block i removes the fraction 1 - exp(-s w_i) of the N_i - P tokens
/// it may remove (rounded, at most half of them). Zero: the block removes nothing.
using Staircase = std::vector<double>;

/// The staircase that gives back these rates at scale 1.
Staircase staircase_of(const Rates& rates, const VitConfig& config);

Rates rates_at(const Staircase& shape, double scale, const VitConfig& config);

/// The rates of this shape that use up `budget` as nearly as whole tokens allow without exceeding it. Empty
/// where even the largest scale costs more.
std::optional<Rates> fit(const Staircase& shape, double budget, const Cost& cost, const VitConfig& config);

/// As many tokens removed as can be: half of them in every block.
Rates steepest_rates(const VitConfig& config);

}  // namespace pyra
