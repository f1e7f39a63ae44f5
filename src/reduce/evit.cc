#include "reduce/evit.h"

#include "reduce/apply_routes.h"

namespace pyra {

TokenState Evit::reduce(TokenState state, const AttentionView& view, std::int64_t rate) const {
  if (rate == 0) return state;
  const Routes routes = route_by_attention(view.class_attention(), state.prefix, rate);
  return apply_routes(std::move(state), routes);
}

}  // namespace pyra
