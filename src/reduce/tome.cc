#include "reduce/tome.h"

#include "reduce/merge_state.h"
#include "reduce/registry.h"

namespace pyra {

TokenState ToMe::reduce(TokenState state, const AttentionView& view, std::int64_t rate) const {
  if (rate == 0) return state;
  const Match match = match_tokens(view.mean_key(), state.prefix, rate);
  return merge_state(std::move(state), match);
}

TrainedReducer tome_in_training() {
  return {"tome", [](const Reducer&, const ReducerSetting&) -> std::unique_ptr<TokenReducer> {
            return std::make_unique<ToMe>();
          }};
}

}  // namespace pyra
