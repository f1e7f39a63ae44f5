#include "engine/reference_merge.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "reducers/match_tokens_reference.h"

namespace pyra {
namespace {

/// Weighted rows summed and divided by their size, and the sizes.
std::pair<Rows, Row> merged_rows(const Rows& x, const std::vector<std::int32_t>& to, const Row& size,
                                 std::int64_t left) {
  Rows merged(static_cast<std::size_t>(left), Row(x[0].size(), 0.0));
  Row sizes(merged.size(), 0.0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto row = static_cast<std::size_t>(to[i]);
    for (std::size_t k = 0; k < x[i].size(); ++k) merged[row][k] += x[i][k];
    sizes[row] += size[i];
  }
  for (std::size_t i = 0; i < merged.size(); ++i) {
    for (double& v : merged[i]) v /= sizes[i];
  }
  return {std::move(merged), std::move(sizes)};
}

void modulate(const ReferenceWeights& weights, const std::string& name,
              const std::vector<std::int32_t>& source, const std::vector<std::int32_t>& destination,
              Rows& x) {
  const Row &w_r = weights.tensor(name + ".pyra_a"), &w_d = weights.tensor(name + ".pyra_b");
  const std::size_t ranks = std::min(w_r.size(), source.size());
  Rows m;
  for (std::size_t r = 0; r < ranks; ++r) {
    Row sum = x[static_cast<std::size_t>(source[r])];
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += x[static_cast<std::size_t>(destination[r])][k];
    m.push_back(weights.norm(sum, name + ".pyra_norm", 1e-5));
  }
  Row w_c(x[0].size(), 0.0);
  for (std::size_t k = 0; k < w_c.size(); ++k) {
    for (std::size_t r = 0; r < ranks; ++r) w_c[k] += w_r[r] * m[r][k];
    w_c[k] = 2 / (1 + std::exp(-w_c[k]));
  }
  for (std::size_t r = 0; r < ranks; ++r) {
    double z = 0;
    for (std::size_t k = 0; k < w_d.size(); ++k) z += m[r][k] * w_d[k];
    const double w_t = 2 / (1 + std::exp(-z)) - 1;
    Row& src = x[static_cast<std::size_t>(source[r])];
    for (std::size_t k = 0; k < src.size(); ++k) src[k] += src[k] * w_c[k] * w_t;
  }
}

}  // namespace

void reference_merge(const ReferenceWeights& weights, const VitConfig& config, const std::string& name,
                     std::int64_t rate, const Rows& qkv, Rows& x, Row& size, Rows& carried) {
  const auto dim = static_cast<std::size_t>(config.dim),
             head_dim = static_cast<std::size_t>(config.head_dim());
  const auto tokens = static_cast<std::int64_t>(x.size());
  std::vector<float> metric;
  for (const Row& row : qkv) {
    for (std::size_t d = 0; d < head_dim; ++d) {
      double sum = 0;
      for (std::size_t at = dim + d; at < 2 * dim; at += head_dim) sum += row[at];
      metric.push_back(static_cast<float>(sum / static_cast<double>(config.heads)));
    }
  }
  std::vector<std::int32_t> source(static_cast<std::size_t>(rate)), destination(source), to(x.size());
  match_tokens_reference(metric.data(), {tokens, config.head_dim(), config.prefix_tokens(), rate},
                         source.data(), destination.data(), to.data());
  for (Rows* rows : {&x, &carried}) {
    for (std::size_t i = 0; i < rows->size(); ++i) {
      for (double& v : (*rows)[i]) v *= size[i];
    }
  }
  if (weights.has(name + ".pyra_a")) modulate(weights, name, source, destination, x);
  carried = merged_rows(carried, to, size, tokens - rate).first;
  std::tie(x, size) = merged_rows(x, to, size, tokens - rate);
}

}  // namespace pyra
