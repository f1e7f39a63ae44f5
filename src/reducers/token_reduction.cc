#include "reducers/token_reduction.h"

#include "reducers/shared/mean_keys.h"
#include "reducers/list.h"

namespace pyra {

TokenReduction::TokenReduction(const PackedModel::Impl& model, std::int64_t tokens, std::int64_t rate)
    : shape_{tokens, model.config.prefix_tokens(), rate, model.config.heads, model.config.head_dim(), model.config.dim, model.elements.attention},
      original_(model.config.tokens()) {}

void TokenReduction::mean_keys_of(const AttendedTokens& in, std::int64_t picture, float* metric) const {
  const std::int64_t at = picture * shape_.tokens * in.k_row;
  shape_.element == Element::bf16
      ? mean_keys(static_cast<const Bf16*>(in.k) + at, in.k_row, shape_.tokens, shape_.heads, shape_.head_dim, metric)
      : mean_keys(static_cast<const float*>(in.k) + at, in.k_row, shape_.tokens, shape_.heads, shape_.head_dim, metric);
}

std::size_t TokenReduction::metric_bytes() const {
  const auto bytes = static_cast<std::size_t>(shape_.tokens * shape_.head_dim) * sizeof(float);
  return (bytes + Layout::kAlignment - 1) / Layout::kAlignment * Layout::kAlignment;
}

void TokenReduction::follow(std::int64_t pictures, const Workspace& work, std::int32_t* follow) const {
  for (std::int64_t picture = 0; picture < pictures; ++picture) {
    const std::int32_t* rows = matching_of(picture, work);
    for (std::int64_t i = 0; i < original_; ++i) {
      std::int32_t& row = follow[picture * original_ + i];
      if (row >= 0) row = rows[row];
    }
  }
}

std::unique_ptr<TokenReduction> make_reduction(const PackedModel::Impl& model, std::size_t block, std::int64_t tokens, std::int64_t rate) {
  return find_runnable_reducer(model.reducer).make({model, block, tokens, rate});
}

}  // namespace pyra
