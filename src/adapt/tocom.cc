#include "adapt/tocom.h"

#include <algorithm>

#include "adapt/initialise.h"
#include "reduce/tome.h"

namespace pyra {

TocomProjection::TocomProjection(Linear qkv, const TocomSetting& setting, at::Generator& random)
    : qkv_(std::move(qkv)), setting_(setting) {
  const std::int64_t dim = qkv_.weight.size(1), width = setting.rank * setting.max_rate;
  for (Linear* down : {&q_down_, &v_down_}) {
    *down = Linear::zeros(dim, width, false);
    kaiming_uniform(down->weight, random);
  }
  q_up_ = Linear::zeros(width, dim, false);
  v_up_ = Linear::zeros(width, dim, false);
}

TocomProjection::LowRankPair TocomProjection::pieces(const RateShift& shift) const {
  const auto [low, high] = std::minmax(shift.source, shift.target);
  const std::int64_t first = setting_.rank * (setting_.max_rate - high), count = setting_.rank * (high - low);
  const double factor = shift.target > shift.source ? setting_.scale : -setting_.scale;
  const at::Tensor q = q_up_.weight.narrow(1, first, count) * factor,
                   v = v_up_.weight.narrow(1, first, count) * factor;
  const at::Tensor none = at::zeros_like(q), no_k = at::zeros({q.size(0), 2 * count}, q.options());
  return {at::cat({q_down_.weight.narrow(0, first, count), v_down_.weight.narrow(0, first, count)}),
          at::cat({at::cat({q, none}, 1), no_k, at::cat({none, v}, 1)})};
}

at::Tensor TocomProjection::forward(const Normed& x, const Pass& pass) const {
  const bool shifted = pass.shift && pass.shift->source != pass.shift->target;
  if (!shifted)
    return x.fuses_with(qkv_) ? frozen_projection(x.x, {x.norm.frozen(), qkv_.packed}) : qkv_(x.value());
  const auto [down, up] = pieces(*pass.shift);
  if (x.fuses_with(qkv_)) return frozen_projection(x.x, {x.norm.frozen(), qkv_.packed}, {down, up});
  const at::Tensor normed = x.value();
  return qkv_(normed) + at::linear(at::linear(normed, down), up);
}

void TocomProjection::collect(ParameterList& list, const std::string& attention) const {
  qkv_.collect(list, attention + ".qkv", Role::backbone);
  q_down_.collect(list, attention + ".q_tocom.adapter_down", Role::adapter);
  q_up_.collect(list, attention + ".q_tocom.adapter_up", Role::adapter);
  v_down_.collect(list, attention + ".v_tocom.adapter_down", Role::adapter);
  v_up_.collect(list, attention + ".v_tocom.adapter_up", Role::adapter);
}

Vit make_tocom_vit(const VitConfig& config, const TocomSetting& setting, at::Generator& random) {
  return Vit(config, [&](std::int64_t) {
    Linear qkv = Linear::zeros(config.dim, 3 * config.dim, config.qkv_bias);
    return BlockParts{std::make_unique<TocomProjection>(std::move(qkv), setting, random),
                      std::make_unique<ToMe>(), std::make_unique<IdentityBottleneck>()};
  });
}

}  // namespace pyra
