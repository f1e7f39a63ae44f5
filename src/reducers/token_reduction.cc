#include "reducers/token_reduction.h"

#include "reducers/shared/mean_keys.h"

namespace pyra {

TokenReduction::TokenReduction(const ReductionSetting& setting)
    : shape_{setting.tokens,       setting.config.prefix_tokens(), setting.rate,
             setting.config.heads, setting.config.head_dim(),      setting.config.dim,
             setting.attention,    setting.config.class_token},
      original_(setting.config.tokens()) {}

void TokenReduction::mean_keys_of(const AttendedTokens& in, std::int64_t picture, float* metric) const {
  const std::int64_t at = picture * shape_.tokens * in.k_row;
  shape_.element == Element::bf16 ? mean_keys(static_cast<const Bf16*>(in.k) + at, in.k_row, shape_.tokens,
                                              shape_.heads, shape_.head_dim, metric)
                                  : mean_keys(static_cast<const float*>(in.k) + at, in.k_row, shape_.tokens,
                                              shape_.heads, shape_.head_dim, metric);
}

void TokenReduction::follow(std::int64_t pictures, const ReductionMemory& memory,
                            std::int32_t* follow) const {
  for (std::int64_t picture = 0; picture < pictures; ++picture) {
    const std::int32_t* rows = matching_of(picture, memory);
    for (std::int64_t i = 0; i < original_; ++i) {
      std::int32_t& row = follow[picture * original_ + i];
      if (row >= 0) row = rows[row];
    }
  }
}

}  // namespace pyra
