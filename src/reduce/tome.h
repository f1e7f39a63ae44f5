// Token merging (ToMe, arXiv 2210.09461): no weights, no training.
#pragma once

#include <cstdint>

#include "model/token_reducer.h"

namespace pyra {

class ToMe final : public TokenReducer {
 public:
  TokenState reduce(TokenState state, const AttentionView& view, std::int64_t rate) const override;
  void collect(ParameterList&, const std::string&) const override {}
};

}  // namespace pyra
