// What a compensator wins back on pictures that it was not trained on.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "model/vit.h"
#include "pyra/dataset.h"
#include "pyra/loader.h"
#include "pyra/transform.h"

namespace pyra {

/// Divergence from the teacher for one pair of rates: nats a picture.
struct ShiftGain {
  RateShift shift;
  double without = 0, with = 0;
};

/// Between the ends of the range of `rates` and its middle, both ways; rates[r]: the schedule of uniform rate
/// r. The model is a student (adapt/tocom.h). Throws Interrupted where `stop` says so.
std::vector<ShiftGain> measure_gains(const Vit& model, const std::vector<std::vector<std::int64_t>>& rates,
                                     const Dataset& data, const Transform& transform,
                                     const LoaderOptions& options, const std::function<bool()>& stop);

}  // namespace pyra
