// reducers/pyra/modulate_tokens.h. M is not kept: each of its rows is used while it is in the nearest cache.
#include "reducers/pyra/modulate_scratch.h"
#include "reducers/pyra/simd/modulation.h"
#include "reducers/simd/table.h"

namespace pyra::PYRA_ISA {

void modulate_tokens(const float* x, const float* size, const MatchedTokens& match, const MergeShape& shape,
                     const Modulation& m, const float* merged_size, float* merged, void* scratch) {
  const int64_t channels = shape.channels;
  const auto at = carved<ModulateScratch>(scratch, channels, m.ranks);
  modulation_weights(x, size, match, channels, m, at.w_c, at.w_t, at.standard);
  for (int64_t r = 0; r < m.ranks; ++r) {
    const TokenPair pair = pair_of(x, size, match, channels, r);
    const int64_t row = match.row[match.source[r]];
    const float share = pair.source_size * at.w_t[r] / merged_size[row];
    float* to = merged + row * channels;
    for_columns(channels, [&](int64_t c, auto lanes) {
      lanes.put(to + c, lanes.get(to + c) + lanes.get(pair.source + c) * lanes.get(at.w_c + c) * share);
    });
  }
}

}  // namespace pyra::PYRA_ISA
