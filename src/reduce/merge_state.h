// Applying a matching to everything that travels with the tokens.
#pragma once

#include "model/token_state.h"
#include "ops/merge_op.h"

namespace pyra {

/// Merges x, size, source, places and what is carried by ToMe's rule; see ops/merge_op.h.
TokenState merge_state(TokenState state, const Match& match);

/// The same where x and size have merged already.
TokenState with_merged(TokenState state, const Match& match, Merged merged);

/// state.size, or ones where nothing has merged yet: [B, N].
at::Tensor sizes_of(const TokenState& state);
/// state.place of every picture: [B, N, 2].
at::Tensor places_of(const TokenState& state);

}  // namespace pyra
