// Token merging (ToMe, arXiv 2210.09461): no weights, no training.
#pragma once

#include <cstdint>

#include "model/token_reducer.h"

namespace pyra {

class ToMe final : public TokenReducer {
 public:
  /// rate: R >= 1 tokens to remove.
  explicit ToMe(std::int64_t rate) : rate_(rate) {}
  TokenState reduce(TokenState state, const AttentionView& view) const override;
  void collect(ParameterList&, const std::string&) const override {}

 private:
  std::int64_t rate_;
};

}  // namespace pyra
