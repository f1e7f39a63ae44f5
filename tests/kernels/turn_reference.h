// Rotary positions in plain words.
#pragma once

#include "kernels/kernel_cases.h"

namespace pyra::testing {

/// [rows, D]: cosines, then sines of angles anywhere on the circle.
Floats random_turns(std::int64_t rows, std::int64_t head_dim, unsigned seed);

/// Rows of D elements, `row` apart, each turned by its own angles, or back with direction -1; what lies
/// between the rows stays.
Floats turned_reference(const Floats& from, std::int64_t row, std::int64_t head_dim, const Floats& turns,
                        double direction);

}  // namespace pyra::testing
