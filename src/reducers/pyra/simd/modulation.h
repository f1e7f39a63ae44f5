// What the forward and the backward pass of reducers/pyra/modulate_tokens.h share: M, w_c and w_t.
#pragma once

#include "kernels/simd/for_columns.h"
#include "kernels/simd/moments.h"
#include "reducers/pyra/modulate_tokens.h"

namespace pyra::PYRA_ISA {

/// One source and its partner, in place.
struct TokenPair {
  const float *source, *destination;  // [C]
  float source_size, destination_size;
};

PYRA_INLINE TokenPair pair_of(const float* x, const float* size, const MatchedTokens& match, int64_t channels,
                              int64_t rank) {
  const int64_t s = match.source[rank], d = match.destination[rank];
  return {x + s * channels, x + d * channels, size != nullptr ? size[s] : 1.0F,
          size != nullptr ? size[d] : 1.0F};
}

/// to [C] = (y - mean) / deviation of y = src + dst, the norm before its weight and bias; returns 1 /
/// deviation.
PYRA_INLINE float standardise_pair(const TokenPair& pair, int64_t channels, float eps, float* to) {
  for_columns(channels, [&](int64_t c, auto lanes) {
    lanes.put(to + c, lanes.get(pair.source + c) * pair.source_size +
                          lanes.get(pair.destination + c) * pair.destination_size);
  });
  const Moments m = moments_of(to, channels, eps);
  for_columns(channels, [&](int64_t c, auto lanes) {
    lanes.put(to + c, (lanes.get(to + c) - m.mean) * m.inverse_deviation);
  });
  return m.inverse_deviation;
}

PYRA_INLINE Vector sigmoid_of(Vector z) { return 1.0F / (1.0F + exp_of(-z)); }

/// w_c [C] and w_t [ranks]; `standard` [C] is scratch.
PYRA_INLINE void modulation_weights(const float* x, const float* size, const MatchedTokens& match,
                                    int64_t channels, const Modulation& m, float* w_c, float* w_t,
                                    float* standard) {
  for (int64_t c = 0; c < channels; ++c) w_c[c] = 0;
  for (int64_t r = 0; r < m.ranks; ++r) {
    standardise_pair(pair_of(x, size, match, channels, r), channels, m.eps, standard);
    const float rank_weight = m.w_r[r];
    Vector dot{};
    for_columns(channels, [&](int64_t c, auto lanes) {
      const Vector normed =
          lanes.get(standard + c) * lanes.get(m.norm_weight + c) + lanes.get(m.norm_bias + c);
      lanes.put(w_c + c, lanes.get(w_c + c) + normed * rank_weight);
      dot += normed * lanes.get(m.w_d + c);
    });
    w_t[r] = 2.0F * sigmoid_of(broadcast(sum_lanes(dot)))[0] - 1.0F;
  }
  for_columns(channels,
              [&](int64_t c, auto lanes) { lanes.put(w_c + c, 2.0F * sigmoid_of(lanes.get(w_c + c))); });
}

}  // namespace pyra::PYRA_ISA
