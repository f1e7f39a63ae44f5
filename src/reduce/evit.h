// Expediting ViTs by token reorganisation (EViT, Liang et al., arXiv 2202.07800): the tokens that the class
// token attends to most stay, the others become one. No weights. Sparse-Tuning (arXiv 2405.14700) reduces in
// this way too.
#pragma once

#include <cstdint>

#include "model/token_reducer.h"

namespace pyra {

/// reducers/evit/route_by_attention.h has the rule. R + 1 tokens fuse, so that R fewer leave as with every
/// reducer. Here the weights of the fused token get no gradient through attention, which never stores its
/// weights.
class Evit final : public TokenReducer {
 public:
  TokenState reduce(TokenState state, const AttentionView& view, std::int64_t rate) const override;
  void collect(ParameterList&, const std::string&) const override {}
};

}  // namespace pyra
