// A rule of reducers/ in training, as the engine runs it.
#pragma once

#include "model/token_reducer.h"
#include "reducers/reducer.h"

namespace pyra {

/// Tokens go where the rule sends them, and the gradient goes back by the same shares; the choice itself has
/// none. On the CPU; a reducer that runs elsewhere, or learns, has a file here.
class RuleReducer final : public TokenReducer {
 public:
  /// For one block of such a model.
  RuleReducer(const Reducer& reducer, VitConfig config, std::int64_t block);
  TokenState reduce(TokenState state, const AttentionView& view, std::int64_t rate) const override;
  void collect(ParameterList&, const std::string&) const override {}

 private:
  const Reducer& reducer_;
  VitConfig config_;
  std::int64_t block_;
};

}  // namespace pyra
