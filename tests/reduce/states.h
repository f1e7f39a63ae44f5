// Tokens and keys between two blocks.
#pragma once

#include <map>

#include "model/tiny_vit.h"
#include "model/token_reducer.h"
#include "reduce/registry.h"

namespace pyra::testing {

inline constexpr std::int64_t kTokens = 13, kChannels = 6, kPrefix = 1;

inline TokenState random_state(std::int64_t batch, bool merged_before, std::uint64_t seed = 1) {
  TokenState state;
  state.x = normal({batch, kTokens, kChannels}, seed);
  if (merged_before) state.size = at::empty({batch, kTokens}).random_(1, 5, seeded(seed));
  state.prefix = kPrefix;
  return state;
}

inline AttentionView random_keys(std::int64_t batch, std::uint64_t seed = 2) {
  return {normal({batch, 2, kTokens, 4}, seed), normal({batch, 2, 4}, seed + 1)};
}

/// Of a block in the middle of a model whose patches stand in 3 rows of 4.
inline ReducerSetting setting_of(std::int64_t rate, at::Generator& random) {
  return {rate, kChannels, &random, 1, 3, 4, 4, 12};
}

inline std::map<std::string, at::Tensor> weights_of(const TokenReducer& reducer) {
  ParameterList list;
  reducer.collect(list, "block");
  std::map<std::string, at::Tensor> weights;
  for (const Parameter& parameter : list) weights.emplace(parameter.name, parameter.tensor);
  return weights;
}

}  // namespace pyra::testing
