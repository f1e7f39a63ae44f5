#include "reduce/merge_state.h"

#include "ops/merge_op.h"

namespace pyra {

at::Tensor sizes_of(const TokenState& state) {
  if (state.size.defined()) return state.size;
  return at::ones({state.x.size(0), state.x.size(1)}, state.x.options().requires_grad(false));
}

TokenState merge_state(TokenState state, const Match& match) {
  const at::Tensor sizes = sizes_of(state);
  auto [x, size] = merge_tokens(state.x, sizes, match);
  if (state.carried.defined()) state.carried = merge_tokens(state.carried, sizes, match).x;
  state.x = std::move(x);
  state.size = std::move(size);
  if (state.source.defined()) state.source = match.row.gather(1, state.source.to(at::kLong));
  return state;
}

}  // namespace pyra
