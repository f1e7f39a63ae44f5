#include "engine/reference_reducers.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "engine/reference_layers.h"

namespace pyra {
namespace {

/// One token's attention, mean over heads.
Row attention_of(const ReferenceBlock& b, const Row& query) {
  const auto dim = static_cast<std::size_t>(b.config.dim),
             head_dim = static_cast<std::size_t>(b.config.head_dim());
  Row mean(b.qkv.size(), 0.0);
  for (std::size_t first = 0; first < dim; first += head_dim) {
    Row weight;
    for (std::size_t j = 0; j < b.qkv.size(); ++j) {
      double logit = 0;
      for (std::size_t d = first; d < first + head_dim; ++d) logit += query[d] * b.seen_keys[j][d];
      weight.push_back(b.size[j] * std::exp(logit / std::sqrt(static_cast<double>(head_dim))));
    }
    const double total = std::accumulate(weight.begin(), weight.end(), 0.0);
    for (std::size_t j = 0; j < mean.size(); ++j)
      mean[j] += weight[j] / total / static_cast<double>(b.config.heads);
  }
  return mean;
}

/// The class token's, or, without one, the mean of all tokens', each weighing its size.
Row attention_drawn(const ReferenceBlock& b) {
  if (b.config.class_token) return attention_of(b, b.seen_queries[0]);
  const double all = std::accumulate(b.size.begin(), b.size.end(), 0.0);
  Row mean(b.qkv.size(), 0.0);
  for (std::size_t i = 0; i < mean.size(); ++i) {
    const Row row = attention_of(b, b.seen_queries[i]);
    for (std::size_t j = 0; j < mean.size(); ++j) mean[j] += b.size[i] / all * row[j];
  }
  return mean;
}

/// Tokens that are no prefix, highest score first.
std::vector<std::size_t> ranked(const ReferenceBlock& b, const Row& score) {
  std::vector<std::size_t> order(score.size() - static_cast<std::size_t>(b.config.prefix_tokens()));
  std::iota(order.begin(), order.end(), static_cast<std::size_t>(b.config.prefix_tokens()));
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t i, std::size_t j) { return score[i] > score[j]; });
  return order;
}

ReferenceRoutes evit(const ReferenceBlock& b) {
  const Row attention = attention_drawn(b);
  const std::size_t left = b.qkv.size() - static_cast<std::size_t>(b.rate);
  std::vector<std::size_t> order = ranked(b, attention);
  std::vector<bool> fused(b.qkv.size(), false);
  for (std::int64_t i = 0; i <= b.rate; ++i)
    fused[order[order.size() - 1 - static_cast<std::size_t>(i)]] = true;
  ReferenceRoutes routes;
  std::int64_t next = 0;
  for (std::size_t i = 0; i < fused.size(); ++i) {
    routes.row.push_back(fused[i] ? static_cast<std::int64_t>(left) - 1 : next++);
    routes.share.push_back(fused[i] ? attention[i] : 1);
  }
  routes.size.assign(left, 1);
  return routes;
}

/// Mean of the keys over heads.
std::vector<Row> mean_keys(const ReferenceBlock& b) {
  const auto dim = static_cast<std::size_t>(b.config.dim),
             head_dim = static_cast<std::size_t>(b.config.head_dim());
  std::vector<Row> metric;
  for (const Row& row : b.qkv) {
    Row mean(head_dim, 0.0);
    for (std::size_t c = 0; c < dim; ++c)
      mean[c % head_dim] += row[dim + c] / static_cast<double>(b.config.heads);
    metric.push_back(mean);
  }
  return metric;
}

double cosine(const Row& a, const Row& b) {
  const auto dot = [](const Row& x, const Row& y) {
    return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
  };
  return dot(a, b) / std::sqrt(dot(a, a) * dot(b, b));
}

/// partner [N]: itself, another or none (-1).
ReferenceRoutes merge(const ReferenceBlock& b, const std::vector<std::int64_t>& partner) {
  ReferenceRoutes routes;
  std::vector<std::int64_t> row_of(partner.size(), -1);
  for (std::size_t i = 0; i < partner.size(); ++i) {
    if (partner[i] != static_cast<std::int64_t>(i)) continue;
    row_of[i] = static_cast<std::int64_t>(routes.size.size());
    routes.size.push_back(0);
  }
  for (std::size_t i = 0; i < partner.size(); ++i) {
    routes.row.push_back(partner[i] < 0 ? -1 : row_of[static_cast<std::size_t>(partner[i])]);
    if (partner[i] >= 0) routes.size[static_cast<std::size_t>(routes.row[i])] += b.size[i];
  }
  for (std::size_t i = 0; i < partner.size(); ++i) {
    routes.share.push_back(partner[i] < 0 ? 0
                                          : b.size[i] / routes.size[static_cast<std::size_t>(routes.row[i])]);
  }
  return routes;
}

std::vector<std::int64_t> everyone(std::size_t tokens) {
  std::vector<std::int64_t> partner(tokens);
  std::iota(partner.begin(), partner.end(), 0);
  return partner;
}

ReferenceRoutes pitome(const ReferenceBlock& b) {
  const std::vector<Row> metric = mean_keys(b);
  const double margin = 0.9 - 0.9 * static_cast<double>(b.index) / static_cast<double>(b.config.depth);
  const auto first = static_cast<std::size_t>(b.config.prefix_tokens());
  Row energy(metric.size(), 0.0);
  for (std::size_t i = first; i < metric.size(); ++i) {
    for (std::size_t j = first; j < metric.size(); ++j) {
      const double z = cosine(metric[i], metric[j]) - margin;
      energy[i] += (z > 0 ? z : std::exp(z) - 1) / static_cast<double>(metric.size() - first);
    }
  }
  const std::vector<std::size_t> order = ranked(b, energy);
  std::vector<std::int64_t> partner = everyone(metric.size());
  for (std::size_t a = 0; a < 2 * static_cast<std::size_t>(b.rate); a += 2) {
    std::size_t best = order[1];
    for (std::size_t c = 3; c < 2 * static_cast<std::size_t>(b.rate); c += 2) {
      if (cosine(metric[order[a]], metric[order[c]]) > cosine(metric[order[a]], metric[best]))
        best = order[c];
    }
    partner[order[a]] = static_cast<std::int64_t>(best);
  }
  return merge(b, partner);
}

ReferenceRoutes heed(const ReferenceBlock& b) {
  const Row attention = attention_drawn(b);
  const std::size_t tokens = b.x.size(), prefix = static_cast<std::size_t>(b.config.prefix_tokens());
  std::vector<std::size_t> best(tokens, 0), sources;
  Row cost(tokens, 0.0);
  for (std::size_t i = 0; i < tokens; i += 2) {
    if (i < prefix) continue;
    double similarity = -2;
    for (std::size_t j = 1; j < tokens; j += 2) {
      if (j < prefix || cosine(b.x[i], b.x[j]) <= similarity) continue;
      similarity = cosine(b.x[i], b.x[j]);
      best[i] = j;
    }
    cost[i] = (1 - similarity) * std::cbrt(attention[i]);
    sources.push_back(i);
  }
  std::stable_sort(sources.begin(), sources.end(),
                   [&](std::size_t i, std::size_t j) { return cost[i] < cost[j]; });
  std::vector<std::int64_t> partner = everyone(tokens);
  for (std::size_t r = 0; r < static_cast<std::size_t>(b.rate); ++r)
    partner[sources[r]] = static_cast<std::int64_t>(best[sources[r]]);
  ReferenceRoutes routes{std::vector<std::int64_t>(tokens, -1), Row(tokens, 0.0), {}};
  const auto open = [&](std::size_t i) {
    if (partner[i] != static_cast<std::int64_t>(i)) return;
    routes.row[i] = static_cast<std::int64_t>(routes.size.size());
    routes.size.push_back(0);
  };
  for (std::size_t i = 0; i < prefix; ++i) open(i);
  for (const std::size_t parity : {0, 1}) {
    for (std::size_t i = parity; i < tokens; i += 2) {
      if (i >= prefix) open(i);
    }
  }
  Row attended(routes.size.size(), 0.0);
  for (std::size_t i = 0; i < tokens; ++i) {
    routes.row[i] = routes.row[static_cast<std::size_t>(partner[i])];
    routes.size[static_cast<std::size_t>(routes.row[i])] += b.size[i];
    attended[static_cast<std::size_t>(routes.row[i])] += attention[i];
  }
  for (std::size_t i = 0; i < tokens; ++i)
    routes.share[i] = attention[i] / attended[static_cast<std::size_t>(routes.row[i])];
  return routes;
}

/// One bit a weight.
Row binary(const Row& weight) {
  double mean = 0, variance = 0;
  for (const double w : weight) mean += w / static_cast<double>(weight.size());
  for (const double w : weight) variance += (w - mean) * (w - mean) / static_cast<double>(weight.size() - 1);
  Row bits;
  for (const double w : weight) bits.push_back(mean + std::sqrt(variance) * 0.67448975 * (w > mean ? 1 : -1));
  return bits;
}

ReferenceRoutes fpet(const ReferenceBlock& b) {
  std::vector<Row> metric = mean_keys(b);
  const Row down = binary(b.weight("fpet_down")), up = binary(b.weight("fpet_up"));
  const std::size_t depth = metric[0].size(), width = down.size() / depth;
  for (Row& m : metric) {
    Row hidden(width, 0.0);
    for (std::size_t w = 0; w < width; ++w) {
      for (std::size_t d = 0; d < depth; ++d) hidden[w] += down[w * depth + d] * m[d];
    }
    for (std::size_t d = 0; d < depth; ++d) {
      for (std::size_t w = 0; w < width; ++w) m[d] += up[d * width + w] * std::max(0.0, hidden[w]);
    }
  }
  const auto first = static_cast<std::size_t>(b.config.prefix_tokens());
  const auto columns = static_cast<std::size_t>(b.config.image_width / b.config.patch);
  const bool grid = metric.size() - first == static_cast<std::size_t>(b.config.patches());
  const auto leaves = [&](std::size_t i) {
    return (grid ? (i - first) / columns + (i - first) % columns : i - first) % 2 == 0;
  };
  Row score(metric.size(), -2.0);
  std::vector<std::size_t> best(metric.size(), 0);
  for (std::size_t i = first; i < metric.size(); ++i) {
    for (std::size_t j = first; leaves(i) && j < metric.size(); ++j) {
      if (leaves(j) || cosine(metric[i], metric[j]) <= score[i]) continue;
      score[i] = cosine(metric[i], metric[j]);
      best[i] = j;
    }
  }
  const std::vector<std::size_t> order = ranked(b, score);
  std::vector<std::int64_t> partner = everyone(metric.size());
  for (std::size_t r = 0; r < static_cast<std::size_t>(b.rate); ++r)
    partner[order[r]] = static_cast<std::int64_t>(best[order[r]]);
  return merge(b, partner);
}

ReferenceRoutes diffrate(const ReferenceBlock& b) {
  const std::vector<Row> metric = mean_keys(b);
  const std::vector<std::size_t> order = ranked(b, attention_drawn(b));
  const Row& logits = b.weight("diffrate");
  double total = 0, expected = 0;
  for (std::size_t p = 0; p < logits.size(); ++p) {
    total += std::exp(logits[p]);
    expected += std::exp(logits[p]) * static_cast<double>(p);
  }
  const auto dropped = static_cast<std::size_t>(expected / total * static_cast<double>(b.rate) /
                                                static_cast<double>(logits.size() - 1));
  const std::size_t kept = order.size() - static_cast<std::size_t>(b.rate);
  std::vector<std::int64_t> partner = everyone(metric.size());
  for (std::size_t r = kept; r < order.size(); ++r) {
    const bool drops = order.size() - 1 - r < dropped;
    std::size_t best = order[0];
    for (std::size_t k = 1; k < kept; ++k) {
      if (cosine(metric[order[r]], metric[order[k]]) > cosine(metric[order[r]], metric[best]))
        best = order[k];
    }
    partner[order[r]] = drops ? -1 : static_cast<std::int64_t>(best);
  }
  return merge(b, partner);
}

const std::map<std::string, ReferenceRoutes (*)(const ReferenceBlock&)>& rules() {
  static const std::map<std::string, ReferenceRoutes (*)(const ReferenceBlock&)> all{
      {"heed", heed}, {"evit", evit}, {"pitome", pitome}, {"fpet", fpet}, {"diffrate", diffrate}};
  return all;
}

}  // namespace

bool is_routed(const std::string& reducer) { return rules().contains(reducer); }
ReferenceRoutes reference_routes(const std::string& reducer, const ReferenceBlock& block) {
  return rules().at(reducer)(block);
}

}  // namespace pyra
