#include "reduce/tome.h"

#include "reduce/merge_state.h"

namespace pyra {

TokenState ToMe::reduce(TokenState state, const AttentionView& view, std::int64_t rate) const {
  if (rate == 0) return state;
  const Match match = match_tokens(view.mean_key(), state.prefix, rate);
  return merge_state(std::move(state), match);
}

}  // namespace pyra
