// Merging that heeds what the class token looks at (pyra's own; DESIGN.md, "Heed").
#pragma once

#include "model/token_reducer.h"

namespace pyra {

/// reducers/heed/route_by_heed.h on the tokens as attention leaves them. No weights; any schedule. Needs a
/// class token. The shares are constants to the gradient.
class Heed final : public TokenReducer {
 public:
  TokenState reduce(TokenState state, const AttentionView& view, std::int64_t rate) const override;
  void collect(ParameterList&, const std::string&) const override {}
};

}  // namespace pyra
