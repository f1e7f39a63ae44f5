// PiToMe's choice of tokens (arXiv 2405.16148, and its authors' code): those that stand in large groups of
// similar ones merge, those that stand alone are protected.
#pragma once

#include <cstddef>

#include "reducers/shared/routing.h"

namespace pyra {

/// The M = N - P tokens that are no prefix, with cosine similarity s_ij of their metrics (itself included):
///   energy_i = 1/M sum_j elu(s_ij - margin),   elu(z) = z for z > 0, e^z - 1 below
/// The 2R of highest energy are candidates, the others stay. Of the candidates by descending energy, those at
/// even places join the most similar of those at odd places, so R leave. Ties: the first in the picture, or
/// in the order of energy.
///
/// metric [N, channels]; joins [N] out: see route_by_joins(). scratch: join_by_energy_scratch() bytes.
void join_by_energy(const float* metric, std::int64_t channels, float margin, const RouteShape& shape,
                    std::int32_t* joins, void* scratch);
std::size_t join_by_energy_scratch(std::int64_t channels, const RouteShape& shape);

/// The authors' margin of a block: 0.9 at the first, falling linearly towards 0 behind the last.
inline float energy_margin(std::int64_t block, std::int64_t depth) {
  return static_cast<float>(0.9 - 0.9 * static_cast<double>(block) / static_cast<double>(depth));
}

}  // namespace pyra
