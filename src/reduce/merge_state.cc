#include "reduce/merge_state.h"

namespace pyra {

at::Tensor sizes_of(const TokenState& state) {
  if (state.size.defined()) return state.size;
  return at::ones({state.x.size(0), state.x.size(1)}, state.x.options().requires_grad(false));
}

at::Tensor places_of(const TokenState& state) {
  return state.place.expand({state.x.size(0), -1, -1}).contiguous();
}

TokenState merge_state(TokenState state, const Match& match) {
  Merged merged = merge_tokens(state.x, sizes_of(state), match);
  return with_merged(std::move(state), match, std::move(merged));
}

TokenState with_merged(TokenState state, const Match& match, Merged merged) {
  if (state.carried.defined()) state.carried = merge_tokens(state.carried, sizes_of(state), match).x;
  if (state.place.defined()) state.place = merge_tokens(places_of(state), sizes_of(state), match).x;
  state.x = std::move(merged.x);
  state.size = std::move(merged.size);
  if (state.source.defined()) state.source = match.row.gather(1, state.source.to(at::kLong));
  return state;
}

}  // namespace pyra
