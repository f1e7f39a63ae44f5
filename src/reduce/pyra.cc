#include "reduce/pyra.h"

#include <algorithm>

#include "ops/segment_sum_op.h"
#include "reduce/merge_state.h"

namespace pyra {

Pyra::Pyra(std::int64_t trained_rate, std::int64_t dim, at::Generator& random)
    : w_r_(at::empty({trained_rate, 1}).uniform_(-1, 1, random)),
      w_d_(at::zeros({1, dim})),
      norm_(LayerNorm::identity(dim, 1e-5)) {}

at::Tensor Pyra::modulation(const TokenState& state, const Match& match, std::int64_t ranks) const {
  const at::Tensor source = match.source.narrow(1, 0, ranks), destination = match.destination.narrow(1, 0, ranks);
  const at::Tensor size = sizes_of(state);
  const auto weighted = [&](const at::Tensor& index) {
    return gather_rows(state.x, index, size.gather(1, index.to(at::kLong)));
  };
  const at::Tensor src = weighted(source);
  const at::Tensor m = norm_(src + weighted(destination));                                    // [B, R, C]
  const at::Tensor w_c = 2 * at::matmul(w_r_.narrow(0, 0, ranks).t(), m).sigmoid();           // [B, 1, C]
  const at::Tensor w_t = 2 * at::linear(m, w_d_).sigmoid() - 1;                               // [B, R, 1]
  return src * w_c * w_t;
}

TokenState Pyra::reduce(TokenState state, const AttentionView& view, std::int64_t rate) const {
  if (rate == 0) return state;
  const Match match = match_tokens(view.mean_key(), state.prefix, rate);
  const std::int64_t ranks = std::min(rate, w_r_.size(0));
  if (ranks == 0) return merge_state(std::move(state), match);
  const at::Tensor added = modulation(state, match, ranks);
  const at::Tensor row = match.source_row().narrow(1, 0, ranks).contiguous();
  TokenState merged = merge_state(std::move(state), match);
  // The merge is linear in the tokens, so what modulation adds joins the merged rows, divided by their size.
  const at::Tensor share = merged.size.gather(1, row.to(at::kLong)).reciprocal();
  merged.x = merged.x + segment_sum(added, row, share, match.rows_out);
  return merged;
}

void Pyra::collect(ParameterList& list, const std::string& block) const {
  list.push_back({block + ".pyra_a", w_r_, Role::reducer});
  list.push_back({block + ".pyra_b", w_d_, Role::reducer});
  norm_.collect(list, block + ".pyra_norm", Role::reducer);
}

}  // namespace pyra
