#include "reduce/pitome.h"

#include "reduce/apply_routes.h"

namespace pyra {

TokenState Pitome::reduce(TokenState state, const AttentionView& view, std::int64_t rate) const {
  if (rate == 0) return state;
  const at::Tensor joins = join_by_energy(view.mean_key(), margin_, state.prefix, rate);
  const Routes routes = route_by_joins(joins, state.size, state.prefix, rate);
  return apply_routes(std::move(state), routes);
}

}  // namespace pyra
