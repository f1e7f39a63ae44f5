#include "runtime/token_reduction.h"

#include <cmath>
#include <cstring>

#include "kernels/bf16.h"
#include "kernels/match_tokens.h"
#include "kernels/parallel.h"
#include "kernels/segment_sum.h"

namespace pyra {
namespace {

template <typename T>
void mean_keys(const T* k, std::int64_t row, std::int64_t tokens, std::int64_t heads, std::int64_t head_dim, float* metric) {
  const float share = 1.0F / static_cast<float>(heads);
  for (std::int64_t i = 0; i < tokens; ++i) {
    for (std::int64_t d = 0; d < head_dim; ++d) {
      float sum = 0;
      for (std::int64_t h = 0; h < heads; ++h) sum += to_float(k[i * row + h * head_dim + d]);
      metric[i * head_dim + d] = sum * share;
    }
  }
}

}  // namespace

TokenReduction::TokenReduction(const PackedModel::Impl& model, std::size_t block, std::int64_t tokens, std::int64_t rate)
    : model_(model), weights_(model.blocks[block]), tokens_(tokens), rate_(rate) {}

void TokenReduction::add_needs(WorkspaceNeeds& needs, std::int64_t pictures) const {
  if (rate_ == 0) return;
  const auto metric = static_cast<std::size_t>(tokens_ * model_.config.head_dim());
  const auto channels = static_cast<std::size_t>(model_.config.dim);
  needs.raise(needs.reduction, (metric + static_cast<std::size_t>(tokens_ + rate_ * 2) * channels) * sizeof(float));
  needs.raise(needs.matching, static_cast<std::size_t>(pictures * 3 * tokens_) * sizeof(std::int32_t));
}

TokenReduction::Matching TokenReduction::matching_of(std::int64_t picture, const Workspace& work) const {
  std::int32_t* first = work.matching + picture * 3 * tokens_;
  return {first, first + tokens_, first + 2 * tokens_};
}

void TokenReduction::match(const void* k, std::int64_t row, std::int64_t pictures, const Workspace& work) const {
  const VitConfig& c = model_.config;
  parallel_for(pictures, [&](std::int64_t picture, int thread) {
    auto* metric = reinterpret_cast<float*>(work.reduction + static_cast<std::size_t>(thread) * work.reduction_stride);
    const std::int64_t at = picture * tokens_ * row;
    model_.elements.attention == Element::bf16
        ? mean_keys(static_cast<const Bf16*>(k) + at, row, tokens_, c.heads, c.head_dim(), metric)
        : mean_keys(static_cast<const float*>(k) + at, row, tokens_, c.heads, c.head_dim(), metric);
    const Matching matching = matching_of(picture, work);
    match_tokens(metric, {tokens_, c.head_dim(), c.prefix_tokens(), rate_}, matching.source, matching.destination, matching.row);
  });
}

double TokenReduction::match_macs() const {
  const std::int64_t half = tokens_ / 2;
  return static_cast<double>((tokens_ - half) * half * model_.config.head_dim());
}

void TokenReduction::merge(const float* x, const float* size, std::int64_t pictures, float* merged, float* merged_size,
                           const Workspace& work) const {
  const std::int64_t dim = model_.config.dim, left = tokens_ - rate_;
  parallel_for(pictures, [&](std::int64_t picture, int thread) {
    const Matching m = matching_of(picture, work);
    const float* tokens = x + picture * tokens_ * dim;
    const float* sizes = size != nullptr ? size + picture * tokens_ : nullptr;
    float* to_size = merged_size + picture * left;
    float* to = merged + picture * left * dim;
    auto* share = reinterpret_cast<float*>(work.reduction + static_cast<std::size_t>(thread) * work.reduction_stride);
    std::fill(to_size, to_size + left, 0.0F);
    for (std::int64_t i = 0; i < tokens_; ++i) to_size[m.row[i]] += sizes != nullptr ? sizes[i] : 1.0F;
    for (std::int64_t i = 0; i < tokens_; ++i) share[i] = (sizes != nullptr ? sizes[i] : 1.0F) / to_size[m.row[i]];
    segment_sum(tokens, m.row, share, tokens_, left, dim, to);
    if (!weights_.pyra) return;
    const PyraWeights& w = *weights_.pyra;
    const std::int64_t ranks = std::min<std::int64_t>(rate_, static_cast<std::int64_t>(w.w_r.size()));
    float* m_rows = share + tokens_;
    float* w_c = m_rows + ranks * dim;
    std::fill(w_c, w_c + dim, 0.0F);
    for (std::int64_t r = 0; r < ranks; ++r) {
      const float s = sizes ? sizes[m.source[r]] : 1, d = sizes ? sizes[m.destination[r]] : 1;
      for (std::int64_t i = 0; i < dim; ++i) m_rows[r * dim + i] = tokens[m.source[r] * dim + i] * s + tokens[m.destination[r] * dim + i] * d;
      layer_norm(m_rows + r * dim, 1, w.norm.view(), m_rows + r * dim);
      for (std::int64_t i = 0; i < dim; ++i) w_c[i] += w.w_r[static_cast<std::size_t>(r)] * m_rows[r * dim + i];
    }
    for (std::int64_t i = 0; i < dim; ++i) w_c[i] = 2 / (1 + std::exp(-w_c[i]));
    for (std::int64_t r = 0; r < ranks; ++r) {
      float z = 0;
      for (std::int64_t i = 0; i < dim; ++i) z += m_rows[r * dim + i] * w.w_d[static_cast<std::size_t>(i)];
      const float w_t = 2 / (1 + std::exp(-z)) - 1, s = sizes ? sizes[m.source[r]] : 1;
      const std::int32_t row = m.row[m.source[r]];
      for (std::int64_t i = 0; i < dim; ++i) to[row * dim + i] += tokens[m.source[r] * dim + i] * s * w_c[i] * w_t / to_size[row];
    }
  });
}

void TokenReduction::follow(std::int64_t pictures, const Workspace& work, std::int32_t* follow) const {
  const std::int64_t original = model_.config.tokens();
  for (std::int64_t picture = 0; picture < pictures; ++picture) {
    const Matching matching = matching_of(picture, work);
    for (std::int64_t i = 0; i < original; ++i) {
      std::int32_t& row = follow[picture * original + i];
      row = matching.row[row];
    }
  }
}

}  // namespace pyra
