#include "runtime/reference_reducers.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace pyra {
namespace {

using Row = std::vector<double>;

/// The class token's attention, mean over heads.
Row class_attention(const ReferenceBlock& b) {
  const auto dim = static_cast<std::size_t>(b.config.dim), head_dim = static_cast<std::size_t>(b.config.head_dim());
  Row mean(b.qkv.size(), 0.0);
  for (std::size_t first = 0; first < dim; first += head_dim) {
    Row weight;
    for (std::size_t j = 0; j < b.qkv.size(); ++j) {
      double logit = 0;
      for (std::size_t d = first; d < first + head_dim; ++d) logit += b.qkv[0][d] * b.qkv[j][dim + d];
      weight.push_back(b.size[j] * std::exp(logit / std::sqrt(static_cast<double>(head_dim))));
    }
    const double total = std::accumulate(weight.begin(), weight.end(), 0.0);
    for (std::size_t j = 0; j < mean.size(); ++j) mean[j] += weight[j] / total / static_cast<double>(b.config.heads);
  }
  return mean;
}

/// Tokens that are no prefix, highest score first.
std::vector<std::size_t> ranked(const ReferenceBlock& b, const Row& score) {
  std::vector<std::size_t> order(score.size() - static_cast<std::size_t>(b.config.prefix_tokens()));
  std::iota(order.begin(), order.end(), static_cast<std::size_t>(b.config.prefix_tokens()));
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return score[i] > score[j]; });
  return order;
}

ReferenceRoutes evit(const ReferenceBlock& b) {
  const Row attention = class_attention(b);
  const std::size_t left = b.qkv.size() - static_cast<std::size_t>(b.rate);
  std::vector<std::size_t> order = ranked(b, attention);
  std::vector<bool> fused(b.qkv.size(), false);
  for (std::int64_t i = 0; i <= b.rate; ++i) fused[order[order.size() - 1 - static_cast<std::size_t>(i)]] = true;
  ReferenceRoutes routes;
  std::int64_t next = 0;
  for (std::size_t i = 0; i < fused.size(); ++i) {
    routes.row.push_back(fused[i] ? static_cast<std::int64_t>(left) - 1 : next++);
    routes.share.push_back(fused[i] ? attention[i] : 1);
  }
  routes.size.assign(left, 1);
  return routes;
}

const std::map<std::string, ReferenceRoutes (*)(const ReferenceBlock&)>& rules() {
  static const std::map<std::string, ReferenceRoutes (*)(const ReferenceBlock&)> all{{"evit", evit}};
  return all;
}

}  // namespace

bool is_routed(const std::string& reducer) { return rules().contains(reducer); }
ReferenceRoutes reference_routes(const std::string& reducer, const ReferenceBlock& block) { return rules().at(reducer)(block); }

}  // namespace pyra
