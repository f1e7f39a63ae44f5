#include "reduce/apply_routes.h"

#include "ops/segment_sum_op.h"

namespace pyra {

TokenState apply_routes(TokenState state, const Routes& routes) {
  state.x = segment_sum(state.x, routes.row, routes.share, routes.size.size(1));
  if (state.carried.defined())
    state.carried = segment_sum(state.carried, routes.row, routes.share, routes.size.size(1));
  state.size = routes.size;
  if (state.source.defined()) {
    const at::Tensor gone = state.source < 0;
    state.source = routes.row.gather(1, state.source.clamp_min(0).to(at::kLong)).masked_fill(gone, -1);
  }
  return state;
}

}  // namespace pyra
