// Tokens and keys between two blocks.
#pragma once

#include <map>

#include "model/tiny_vit.h"
#include "model/token_reducer.h"
#include "reduce/registry.h"
#include "reducers/list.h"

namespace pyra::testing {

inline constexpr std::int64_t kTokens = 13, kChannels = 8, kPrefix = 1;

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

/// Of a model whose 12 patches stand in 3 rows of 4; 2 heads of 4 channels.
inline const VitConfig& config_of_states() {
  static const VitConfig config = [] {
    VitConfig c = vit_of(
        {.image = 32, .patch = 8, .dim = kChannels, .depth = 3, .heads = 2, .mlp_dim = 16, .classes = 4});
    c.image_height = 24;
    return c;
  }();
  return config;
}

/// Of the block in its middle.
inline ReducerSetting setting_of(std::int64_t rate, at::Generator& random) {
  return {config_of_states(), 1, rate, random};
}

/// One without weights, in this block of the model.
inline std::unique_ptr<TokenReducer> rule_of(const std::string& name, std::int64_t block = 1) {
  at::Generator unused = seeded(1);
  return make_reducer(find_reducer(name), {config_of_states(), block, 0, unused});
}

inline std::map<std::string, at::Tensor> weights_of(const TokenReducer& reducer) {
  ParameterList list;
  reducer.collect(list, "block");
  std::map<std::string, at::Tensor> weights;
  for (const Parameter& parameter : list) weights.emplace(parameter.name, parameter.tensor);
  return weights;
}

}  // namespace pyra::testing
