#include "reduce/pyra.h"

#include <algorithm>

#include "reduce/merge_state.h"
#include "reduce/registry.h"
#include "reduce/tome.h"

namespace pyra {

Pyra::Pyra(std::int64_t trained_rate, std::int64_t dim, at::Generator& random)
    : w_r_(at::empty({trained_rate, 1}).uniform_(-1, 1, random)),
      w_d_(at::zeros({1, dim})),
      norm_(LayerNorm::identity(dim, 1e-5)) {}

TokenState Pyra::reduce(TokenState state, const AttentionView& view, std::int64_t rate) const {
  if (rate == 0) return state;
  const Match match = match_tokens(view.mean_key(), state.prefix, rate);
  const std::int64_t ranks = std::min(rate, w_r_.size(0));
  if (ranks == 0) return merge_state(std::move(state), match);
  Merged merged = merge_modulated(
      state.x, sizes_of(state), match,
      {w_r_.flatten().narrow(0, 0, ranks), w_d_.flatten(), norm_.weight, norm_.bias, norm_.eps});
  return with_merged(std::move(state), match, std::move(merged));
}

void Pyra::collect(ParameterList& list, const std::string& block) const {
  list.push_back({block + ".pyra_a", w_r_, Role::reducer});
  list.push_back({block + ".pyra_b", w_d_, Role::reducer});
  norm_.collect(list, block + ".pyra_norm", Role::reducer);
}

TrainedReducer pyra_in_training() {
  return {"pyra", [](const Reducer&, const ReducerSetting& setting) -> std::unique_ptr<TokenReducer> {
            // Where nothing merged in training there is nothing to modulate.
            if (setting.trained_rate == 0) return std::make_unique<ToMe>();
            return std::make_unique<Pyra>(setting.trained_rate, setting.config.dim, setting.random);
          }};
}

}  // namespace pyra
