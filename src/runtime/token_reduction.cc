#include "runtime/token_reduction.h"

#include <algorithm>

#include "kernels/match_tokens.h"
#include "kernels/mean_keys.h"
#include "kernels/parallel.h"

namespace pyra {

TokenReduction::TokenReduction(const PackedModel::Impl& model, std::size_t block, std::int64_t tokens, std::int64_t rate)
    : model_(model), weights_(model.blocks[block]), tokens_(tokens), rate_(rate) {}

MatchShape TokenReduction::match_shape() const {
  return {tokens_, model_.config.head_dim(), model_.config.prefix_tokens(), rate_};
}

std::int64_t TokenReduction::ranks() const {
  return weights_.pyra ? std::min<std::int64_t>(rate_, static_cast<std::int64_t>(weights_.pyra->w_r.size())) : 0;
}

std::size_t TokenReduction::metric_bytes() const {
  const auto bytes = static_cast<std::size_t>(tokens_ * model_.config.head_dim()) * sizeof(float);
  return (bytes + Layout::kAlignment - 1) / Layout::kAlignment * Layout::kAlignment;
}

void TokenReduction::add_needs(WorkspaceNeeds& needs, std::int64_t pictures) const {
  if (rate_ == 0) return;
  needs.raise(needs.reduction, metric_bytes() + match_scratch(match_shape()));
  needs.raise(needs.reduction, modulate_scratch({tokens_, model_.config.dim, rate_}, ranks()));
  needs.raise(needs.matching, static_cast<std::size_t>(pictures * 3 * tokens_) * sizeof(std::int32_t));
}

TokenReduction::Matching TokenReduction::matching_of(std::int64_t picture, const Workspace& work) const {
  std::int32_t* first = work.matching + picture * 3 * tokens_;
  return {first, first + tokens_, first + 2 * tokens_};
}

void TokenReduction::match(const void* k, std::int64_t row, std::int64_t pictures, const Workspace& work) const {
  const VitConfig& c = model_.config;
  parallel_for(pictures, [&](std::int64_t picture, int thread) {
    std::byte* scratch = work.reduction + static_cast<std::size_t>(thread) * work.reduction_stride;
    auto* metric = reinterpret_cast<float*>(scratch);
    const std::int64_t at = picture * tokens_ * row;
    model_.elements.attention == Element::bf16
        ? mean_keys(static_cast<const Bf16*>(k) + at, row, tokens_, c.heads, c.head_dim(), metric)
        : mean_keys(static_cast<const float*>(k) + at, row, tokens_, c.heads, c.head_dim(), metric);
    const Matching m = matching_of(picture, work);
    match_tokens(metric, match_shape(), m.source, m.destination, m.row, scratch + metric_bytes());
  });
}

double TokenReduction::match_macs() const {
  const std::int64_t half = tokens_ / 2;
  return static_cast<double>((tokens_ - half) * half * model_.config.head_dim());
}

void TokenReduction::merge(const float* x, const float* size, std::int64_t pictures, float* merged, float* merged_size,
                           const Workspace& work) const {
  const MergeShape shape{tokens_, model_.config.dim, rate_};
  const std::int64_t left = tokens_ - rate_;
  parallel_for(pictures, [&](std::int64_t picture, int thread) {
    const Matching m = matching_of(picture, work);
    const float* tokens = x + picture * tokens_ * shape.channels;
    const float* sizes = size != nullptr ? size + picture * tokens_ : nullptr;
    float* to = merged + picture * left * shape.channels;
    float* to_size = merged_size + picture * left;
    merge_tokens(tokens, sizes, m.row, shape, to, to_size);
    if (ranks() == 0) return;
    const PyraWeights& w = *weights_.pyra;
    const Modulation modulation{w.w_r.data(), w.w_d.data(), w.norm.weight.data(), w.norm.bias.data(), ranks(), w.norm.eps};
    modulate_tokens(tokens, sizes, {m.source, m.destination, m.row}, shape, modulation, to_size, to,
                    work.reduction + static_cast<std::size_t>(thread) * work.reduction_stride);
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
