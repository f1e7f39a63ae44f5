// reducers/pyra/modulate_tokens.h. M is not kept: each of its rows is used while it is in the nearest cache.
#include "kernels/simd/small_gemm.h"
#include "reducers/pyra/simd/modulation.h"
#include "reducers/simd/table.h"

namespace pyra::PYRA_ISA {

void modulate_tokens(const float* x, const float* size, const MatchedTokens& match, const MergeShape& shape,
                     const Modulation& m, const float* merged_size, float* merged, void* scratch) {
  const int64_t channels = shape.channels, width = whole_vectors(channels);
  float* w_c = static_cast<float*>(scratch);  // [C]
  float* standard = w_c + width;              // [C]
  float* w_t = standard + width;              // [ranks]
  modulation_weights(x, size, match, channels, m, w_c, w_t, standard);
  for (int64_t r = 0; r < m.ranks; ++r) {
    const TokenPair pair = pair_of(x, size, match, channels, r);
    const int64_t row = match.row[match.source[r]];
    const float share = pair.source_size * w_t[r] / merged_size[row];
    float* to = merged + row * channels;
    for_columns(channels, [&](int64_t c, auto lanes) {
      lanes.put(to + c, lanes.get(to + c) + lanes.get(pair.source + c) * lanes.get(w_c + c) * share);
    });
  }
}

}  // namespace pyra::PYRA_ISA
