// Applying a routing to everything that travels with the tokens.
#pragma once

#include "model/token_state.h"
#include "ops/route_op.h"

namespace pyra {

/// x, places and what is carried, by their shares, differentiable; size and source as they follow.
TokenState apply_routes(TokenState state, const Routes& routes);

}  // namespace pyra
