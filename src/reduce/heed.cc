#include "reduce/heed.h"

#include "reduce/apply_routes.h"
#include "reduce/registry.h"

namespace pyra {

TokenState Heed::reduce(TokenState state, const AttentionView& view, std::int64_t rate) const {
  if (rate == 0) return state;
  const Routes routes = route_by_heed(state.x, view.attention_drawn(), state.size, state.prefix, rate);
  return apply_routes(std::move(state), routes);
}

TrainedReducer heed_in_training() {
  return {"heed", [](const Reducer&, const ReducerSetting&) -> std::unique_ptr<TokenReducer> {
            return std::make_unique<Heed>();
          }};
}

}  // namespace pyra
