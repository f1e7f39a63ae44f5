#include "reduce/diffrate.h"

#include "reduce/apply_routes.h"
#include "reduce/registry.h"
#include "reduce/straight_through.h"
#include "reducers/diffrate/join_least_attended.h"

namespace pyra {

DiffRate::DiffRate(std::int64_t trained_rate) {
  if (trained_rate > 0) logits_ = at::zeros({trained_rate + 1});
}

std::int64_t DiffRate::dropped(std::int64_t rate) const {
  if (!logits_.defined()) return rate / 2;
  const at::Tensor fixed = logits_.detach().contiguous();
  return dropped_of(fixed.const_data_ptr<float>(), fixed.size(0) - 1, rate);
}

TokenState DiffRate::reduce(TokenState state, const AttentionView& view, std::int64_t rate) const {
  if (rate == 0) return state;
  const LeastAttended found =
      join_least_attended(view.attention_drawn(), view.mean_key(), state.prefix, rate);
  const at::Tensor leaving = found.leaving.to(at::kLong);
  const at::Tensor joins = found.joins.scatter(1, leaving.narrow(1, 0, dropped(rate)), -1);
  const Routes routes = route_by_joins(joins, state.size, state.prefix, rate);
  TokenState reduced = apply_routes(state, routes);
  if (!logits_.defined() || !logits_.requires_grad() || logits_.size(0) != rate + 1) return reduced;

  const at::Tensor merges = logits_.softmax(0).cumsum(0).narrow(0, 0, rate);  // [R]: P(p <= t)
  const at::Tensor rows =
      routes.row.to(at::kLong).gather(1, found.joins.to(at::kLong).gather(1, leaving));  // [B, R]
  reduced.x = with_weight_gradient(reduced, state.x, state.size, leaving, rows,
                                   merges.diag().expand({leaving.size(0), -1, -1}));
  return reduced;
}

void DiffRate::collect(ParameterList& list, const std::string& block) const {
  if (logits_.defined()) list.push_back({block + ".diffrate", logits_, Role::reducer});
}

TrainedReducer diffrate_in_training() {
  return {"diffrate", [](const Reducer&, const ReducerSetting& setting) -> std::unique_ptr<TokenReducer> {
            return std::make_unique<DiffRate>(setting.trained_rate);
          }};
}

}  // namespace pyra
