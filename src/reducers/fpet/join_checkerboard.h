// FPET's matching (arXiv 2503.20282, and its authors' code): two sets as the colours of a checkerboard, so
// that every token finds its neighbours in the other one.
#pragma once

#include <cstddef>

#include "reducers/shared/routing.h"

namespace pyra {

/// Where the patches of a picture stand.
struct PatchGrid {
  std::int64_t columns, patches;
};

/// Whether the token at `position` (P or more) may leave. On the grid, which is while no token has left: the
/// fields of the first patch's colour. Afterwards the tokens lie on no grid: then every second one, as in
/// ToMe, from the first.
bool may_leave(std::int64_t position, const RouteShape& shape, const PatchGrid& grid);

/// Each token that may leave finds the most similar of the others by cosine of the metric (the first in the
/// picture on ties); of these pairs the R most similar join (the first in the picture on ties).
///
/// metric [N, channels]; joins [N] out: see route_by_joins(). scratch: join_checkerboard_scratch() bytes.
void join_checkerboard(const float* metric, std::int64_t channels, const RouteShape& shape,
                       const PatchGrid& grid, std::int32_t* joins, void* scratch);
std::size_t join_checkerboard_scratch(std::int64_t channels, const RouteShape& shape);

/// FPET's weights have one bit each beside two numbers of the whole map: mean + std * (-c, 0 or c by the sign
/// of w - mean), c = 0.67449, the median of a half normal; std over count - 1. to [count] out.
void binarise(const float* weight, std::int64_t count, float* to);

}  // namespace pyra
