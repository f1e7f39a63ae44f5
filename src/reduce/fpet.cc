#include "reduce/fpet.h"

#include <algorithm>
#include <cmath>

#include "reduce/apply_routes.h"
#include "reduce/registry.h"
#include "reduce/straight_through.h"

namespace pyra {
namespace {

/// binarise(), with the gradient of the weight itself.
at::Tensor binary(const at::Tensor& weight) {
  const at::Tensor values = weight.detach().contiguous(), bits = at::empty_like(values);
  binarise(values.const_data_ptr<float>(), values.numel(), bits.mutable_data_ptr<float>());
  return weight + (bits - values);
}

/// [B, S, D] by index [B, S] int64.
at::Tensor rows_of(const at::Tensor& values, const at::Tensor& index) {
  return values.gather(1, index.unsqueeze(-1).expand({-1, -1, values.size(2)}));
}

}  // namespace

Fpet::Fpet(std::int64_t head_dim, const PatchGrid& grid, bool learns, at::Generator& random) : grid_(grid) {
  if (!learns) return;
  const std::int64_t width = std::max<std::int64_t>(1, head_dim / 2);
  const double bound = 1 / std::sqrt(static_cast<double>(head_dim));
  down_ = at::empty({width, head_dim}).uniform_(-bound, bound, random);
  up_ = at::empty({head_dim, width}).normal_(0, 0.001, random).clamp_(-0.002, 0.002);
}

at::Tensor Fpet::refined(const at::Tensor& metric) const {
  if (!down_.defined()) return metric;
  return metric + at::linear(at::linear(metric, binary(down_)).relu(), binary(up_));
}

TokenState Fpet::reduce(TokenState state, const AttentionView& view, std::int64_t rate) const {
  if (rate == 0) return state;
  const at::Tensor metric = refined(view.mean_key());
  const std::int64_t batch = metric.size(0), tokens = metric.size(1);
  const at::Tensor joins = join_checkerboard(metric, grid_, state.prefix, rate);
  const Routes routes = route_by_joins(joins, state.size, state.prefix, rate);
  TokenState reduced = apply_routes(state, routes);
  if (!metric.requires_grad() || batch == 0) return reduced;

  const RouteShape shape{tokens, state.prefix, rate};
  std::vector<std::int64_t> staying;
  for (std::int64_t i = state.prefix; i < tokens; ++i) {
    if (!may_leave(i, shape, grid_)) staying.push_back(i);
  }
  const at::Tensor partners = at::tensor(staying, at::kLong).expand({batch, -1});  // [B, T]
  const at::Tensor leaving =
      (joins != at::arange(tokens, at::kInt)).nonzero().select(1, 1).view({batch, rate});
  const at::Tensor unit = metric / metric.norm(2, -1, true).clamp_min(1e-12);
  const at::Tensor scores =
      at::bmm(rows_of(unit, leaving), rows_of(unit, partners).transpose(1, 2));  // [B, R, T]
  const auto [highest, where] = scores.topk(std::min<std::int64_t>(2, scores.size(2)), -1);
  const at::Tensor weight = (scores - highest.mean(-1, true)).sigmoid();
  const at::Tensor rows = routes.row.to(at::kLong).gather(1, partners);
  reduced.x = with_weight_gradient(reduced, state.x, state.size, leaving, rows, weight);
  return reduced;
}

void Fpet::collect(ParameterList& list, const std::string& block) const {
  if (!down_.defined()) return;
  list.push_back({block + ".fpet_down", down_, Role::reducer});
  list.push_back({block + ".fpet_up", up_, Role::reducer});
}

TrainedReducer fpet_in_training() {
  return {"fpet", [](const Reducer&, const ReducerSetting& setting) -> std::unique_ptr<TokenReducer> {
            const VitConfig& c = setting.config;
            return std::make_unique<Fpet>(c.head_dim(), PatchGrid{c.image_width / c.patch, c.patches()},
                                          setting.trained_rate > 0, setting.random);
          }};
}

}  // namespace pyra
