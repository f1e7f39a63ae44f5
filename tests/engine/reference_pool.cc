#include "engine/reference_pool.h"

#include <cmath>

#include "support/activations.h"

namespace pyra {

Row reference_attention_pool(const ReferenceWeights& of, const VitConfig& c, const Rows& x, const Row& size) {
  const auto dim = static_cast<std::size_t>(c.dim), heads = static_cast<std::size_t>(c.heads_of_pool()),
             head_dim = dim / heads, first = c.pool_prefix ? 0 : static_cast<std::size_t>(c.prefix_tokens());
  const Row query = of.linear(of.tensor("attn_pool.latent"), "attn_pool.q");
  Rows key_value;
  for (std::size_t i = first; i < x.size(); ++i) key_value.push_back(of.linear(x[i], "attn_pool.kv"));
  Row mixed(dim, 0.0);
  for (std::size_t h = 0; h < heads; ++h) {
    Row weight(key_value.size());
    double total = 0;
    for (std::size_t i = 0; i < weight.size(); ++i) {
      double logit = 0;
      for (std::size_t d = h * head_dim; d < (h + 1) * head_dim; ++d) logit += query[d] * key_value[i][d];
      weight[i] = size[first + i] * std::exp(logit / std::sqrt(static_cast<double>(head_dim)));
      total += weight[i];
    }
    for (std::size_t i = 0; i < weight.size(); ++i) {
      for (std::size_t d = h * head_dim; d < (h + 1) * head_dim; ++d)
        mixed[d] += weight[i] / total * key_value[i][dim + d];
    }
  }
  Row y = of.linear(mixed, "attn_pool.proj");
  Row hidden = of.linear(of.norm(y, "attn_pool.norm", c.norm_eps), "attn_pool.mlp.fc1");
  for (double& v : hidden) v = testing::activation_at(c.activation, v);
  const Row down = of.linear(hidden, "attn_pool.mlp.fc2");
  for (std::size_t k = 0; k < y.size(); ++k) y[k] += down[k];
  return y;
}

}  // namespace pyra
