// Memory of a block that merges by heed.
#pragma once

#include <cstddef>

#include "pyra/vit_config.h"
#include "reducers/tome/cuda/match_tokens.h"

namespace pyra::cuda {

/// Tokens are compared by themselves, as one head.
inline MatchBatch heed_match(const VitConfig& c, std::int64_t batch, std::int64_t tokens, std::int64_t rate) {
  return {batch, tokens, 1, c.dim, c.prefix_tokens(), rate};
}

/// Attention, weights and shares [B, N] each, then the matching's own.
inline std::size_t heed_scratch(const VitConfig& c, std::int64_t batch, std::int64_t tokens,
                                std::int64_t rate) {
  constexpr std::size_t kAlignment = 256;
  const std::size_t floats = 3 * static_cast<std::size_t>(batch * tokens) * sizeof(float);
  return (floats + kAlignment - 1) / kAlignment * kAlignment +
         match_scratch(heed_match(c, batch, tokens, rate));
}

}  // namespace pyra::cuda
