// Pillow's antialiased resize, one axis at a time.
#pragma once

#include <cstdint>

#include "pyra/picture_plan.h"
#include "pyra/preprocessing.h"

namespace pyra {

/// An axis of `in` pixels resized to `out`, of which output pixels [begin, begin + count) are wanted (count
/// >= 1).
AxisPlan axis_plan(std::int64_t in, std::int64_t out, std::int64_t begin, std::int64_t count,
                   Interpolation interpolation);

}  // namespace pyra
