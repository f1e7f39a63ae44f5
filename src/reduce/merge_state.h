// Applying a matching to everything that travels with the tokens.
#pragma once

#include "model/token_state.h"
#include "ops/match_op.h"

namespace pyra {

/// Merges x, size, source and what is carried by ToMe's rule; see ops/merge_op.h.
TokenState merge_state(TokenState state, const Match& match);

/// state.size, or ones where nothing has merged yet: [B, N].
at::Tensor sizes_of(const TokenState& state);

}  // namespace pyra
