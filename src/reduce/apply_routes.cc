#include "reduce/apply_routes.h"

#include "ops/segment_sum_op.h"
#include "reduce/merge_state.h"

namespace pyra {

TokenState apply_routes(TokenState state, const Routes& routes) {
  if (state.place.defined()) {  // always a mean, though a rule's shares need not add up to 1
    const at::Tensor places = places_of(state);
    const at::Tensor with_share = at::cat({places, at::ones_like(places.narrow(2, 0, 1))}, 2);
    const at::Tensor sums = segment_sum(with_share, routes.row, routes.share, routes.size.size(1));
    const at::Tensor share = sums.narrow(2, 2, 1);
    state.place = sums.narrow(2, 0, 2) / at::where(share > 0, share, at::ones_like(share));
  }
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
