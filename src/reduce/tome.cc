#include "reduce/tome.h"

#include "reduce/merge_state.h"

namespace pyra {

TokenState ToMe::reduce(TokenState state, const AttentionView& view) const {
  const Match match = match_tokens(view.mean_key(), state.prefix, rate_);
  return merge_state(std::move(state), match);
}

}  // namespace pyra
