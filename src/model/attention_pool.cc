// The query is the same for all pictures, so its map goes to the keys' weights instead of every token's key
// (engine/cpu/attention_pool.h): the same numbers and gradients but for rounding, a fiftieth of the work.
#include "model/attention_pool.h"

#include <cmath>

namespace pyra {

AttentionPool::AttentionPool(const VitConfig& config)
    : heads_(config.heads_of_pool()),
      sees_prefix_(config.pool_prefix),
      latent_(at::zeros({1, 1, config.dim})),
      q_(Linear::zeros(config.dim, config.dim)),
      kv_(Linear::zeros(config.dim, 2 * config.dim)),
      proj_(Linear::zeros(config.dim, config.dim)),
      norm_(LayerNorm::identity(config.dim, config.norm_eps)),
      mlp_(config) {}

at::Tensor AttentionPool::forward(const TokenState& state) const {
  const std::int64_t dim = state.x.size(2), first = sees_prefix_ ? 0 : state.prefix,
                     seen = state.x.size(1) - first, head_dim = dim / heads_;
  const at::Tensor x = state.x.narrow(1, first, seen);
  const double scale = 1 / std::sqrt(static_cast<double>(head_dim));
  const at::Tensor query = q_(latent_).view({heads_, head_dim}) * scale;
  const at::Tensor keys = kv_.weight.narrow(0, 0, dim).view({heads_, head_dim, dim}),
                   values = kv_.weight.narrow(0, dim, dim).view({heads_, head_dim, dim});
  const at::Tensor probe = at::einsum("hd,hdc->hc", {query, keys});
  at::Tensor logits = at::linear(x, probe).to(at::kFloat);  // [B, N, H]
  if (state.size.defined()) logits = logits + state.size.narrow(1, first, seen).log().unsqueeze(-1);
  const at::Tensor shares = logits.softmax(1).to(x.scalar_type());
  const at::Tensor mixed = at::einsum("bnh,bnc->bhc", {shares, x});
  const at::Tensor out = at::einsum("bhc,hdc->bhd", {mixed, values}).reshape({x.size(0), dim});
  const at::Tensor y = proj_(out + kv_.bias.narrow(0, dim, dim));
  return y + mlp_.forward({y, norm_});
}

void AttentionPool::collect(ParameterList& list) const {
  list.push_back({"attn_pool.latent", latent_, Role::backbone});
  q_.collect(list, "attn_pool.q", Role::backbone);
  kv_.collect(list, "attn_pool.kv", Role::backbone);
  proj_.collect(list, "attn_pool.proj", Role::backbone);
  norm_.collect(list, "attn_pool.norm", Role::backbone);
  mlp_.collect(list, "attn_pool.mlp");
}

}  // namespace pyra
