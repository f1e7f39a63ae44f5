// What each place of a resized axis reads, by the rule of the library that the weights are of.
#pragma once

#include <cstdint>
#include <vector>

#include "pyra/vit_config.h"

namespace pyra {

/// Neighbouring places from `first` on, with weights whose sum is 1.
struct Taps {
  std::int64_t first;
  std::vector<double> weights;
};

/// [out], of an axis of `in` places.
std::vector<Taps> bicubic_taps(PositionResizing rule, std::int64_t in, std::int64_t out);

}  // namespace pyra
