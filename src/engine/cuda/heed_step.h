// Memory of a block that merges by heed.
#pragma once

#include <cstddef>

#include "base/memory/carver.h"
#include "kernels/cuda/launch.h"
#include "pyra/vit_config.h"
#include "reducers/tome/cuda/match_tokens.h"

namespace pyra::cuda {

/// Tokens are compared by themselves, as one head.
inline MatchBatch heed_match(const VitConfig& c, std::int64_t batch, std::int64_t tokens, std::int64_t rate) {
  return {batch, tokens, 1, c.dim, c.prefix_tokens(), rate};
}

struct HeedParts {
  float *attention, *weight, *share;  // [B, N]
  std::byte* matching;

  static HeedParts cut(Carver& from, const MatchBatch& match) {
    return {.attention = from.take<float>(match.pictures * match.tokens),
            .weight = from.take<float>(match.pictures * match.tokens),
            .share = from.take<float>(match.pictures * match.tokens),
            .matching = from.take_bytes(match_scratch(match))};
  }
};

inline std::size_t heed_scratch(const MatchBatch& match) {
  return measured<HeedParts, kScratchAlignment>(match);
}

}  // namespace pyra::cuda
