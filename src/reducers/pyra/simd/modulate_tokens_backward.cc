// The gradient of reducers/pyra/modulate_tokens.h. With G[r] the gradient of merged[row of r] /
// merged_size[row of r], and ' for gradients:
//   src[r]' = G[r] w_c w_t[r],  w_c' = sum_r G[r] src[r] w_t[r],  w_t[r]' = sum_c G[r] src[r] w_c,
//   then through both sigmoids to z[r] = M[r].w_d and u = w_r^T M, so that M[r]' = z[r]' w_d + u' w_r[r],
//   and through the norm to src[r] + dst[r].
#include "reducers/pyra/modulate_scratch.h"
#include "reducers/pyra/simd/modulation.h"
#include "reducers/simd/table.h"

namespace pyra::PYRA_ISA {
namespace {

/// What every rank reads.
struct Pass {
  const Modulation& m;
  const ModulationGradient& gradient;
  int64_t channels;
  const ModulateBackwardScratch& at;
};

/// src[r]' to the gradient of x; adds to w_c'; returns w_t[r]'. `to_rows`: G[r] = merged_row * to_rows.
PYRA_INLINE float through_product(const Pass& p, const TokenPair& pair, const float* merged_row,
                                  float to_rows, float w_t, float* source_gradient) {
  Vector w_t_gradient{};
  for_columns(p.channels, [&](int64_t c, auto lanes) {
    const Vector g = lanes.get(merged_row + c) * to_rows, w_c = lanes.get(p.at.w_c + c);
    const Vector g_src = g * lanes.get(pair.source + c) * pair.source_size;
    lanes.put(source_gradient + c, lanes.get(source_gradient + c) + g * w_c * (w_t * pair.source_size));
    lanes.put(p.at.u_gradient + c, lanes.get(p.at.u_gradient + c) + g_src * w_t);
    w_t_gradient += g_src * w_c;
  });
  return sum_lanes(w_t_gradient);
}

/// M[r]' to the weights and to src[r] + dst[r].
PYRA_INLINE void through_norm(const Pass& p, const TokenPair& pair, int64_t rank, float z_gradient,
                              float* source_gradient, float* destination_gradient) {
  const float inverse_deviation = standardise_pair(pair, p.channels, p.m.eps, p.at.standard);
  const float rank_weight = p.m.w_r[rank];
  Vector w_r_gradient{}, sum{}, projection{};
  for_columns(p.channels, [&](int64_t c, auto lanes) {
    const Vector standard = lanes.get(p.at.standard + c), weight = lanes.get(p.m.norm_weight + c);
    const Vector normed = standard * weight + lanes.get(p.m.norm_bias + c),
                 u_gradient = lanes.get(p.at.u_gradient + c);
    const Vector m_gradient = lanes.get(p.m.w_d + c) * z_gradient + u_gradient * rank_weight;
    w_r_gradient += normed * u_gradient;
    lanes.put(p.gradient.w_d + c, lanes.get(p.gradient.w_d + c) + normed * z_gradient);
    lanes.put(p.gradient.norm_weight + c, lanes.get(p.gradient.norm_weight + c) + m_gradient * standard);
    lanes.put(p.gradient.norm_bias + c, lanes.get(p.gradient.norm_bias + c) + m_gradient);
    const Vector standard_gradient = m_gradient * weight;
    lanes.put(p.at.norm_gradient + c, standard_gradient);
    sum += standard_gradient;
    projection += standard_gradient * standard;
  });
  p.gradient.w_r[rank] += sum_lanes(w_r_gradient);
  const float mean = sum_lanes(sum) / static_cast<float>(p.channels);
  const float slope = sum_lanes(projection) / static_cast<float>(p.channels);
  for_columns(p.channels, [&](int64_t c, auto lanes) {
    const Vector pair_gradient =
        (lanes.get(p.at.norm_gradient + c) - mean - lanes.get(p.at.standard + c) * slope) * inverse_deviation;
    lanes.put(source_gradient + c, lanes.get(source_gradient + c) + pair_gradient * pair.source_size);
    lanes.put(destination_gradient + c,
              lanes.get(destination_gradient + c) + pair_gradient * pair.destination_size);
  });
}

}  // namespace

void modulate_tokens_backward(const float* x, const float* size, const MatchedTokens& match,
                              const MergeShape& shape, const Modulation& m, const float* merged_size,
                              const float* merged_gradient, const ModulationGradient& gradient,
                              void* scratch) {
  const int64_t channels = shape.channels;
  const auto at = carved<ModulateBackwardScratch>(scratch, channels, m.ranks);
  const Pass p{m, gradient, channels, at};
  modulation_weights(x, size, match, channels, m, at.w_c, at.w_t, at.standard);
  for (int64_t c = 0; c < channels; ++c) at.u_gradient[c] = 0;
  for (int64_t r = 0; r < m.ranks; ++r) {
    const int64_t row = match.row[match.source[r]];
    const float w_t_gradient =
        through_product(p, pair_of(x, size, match, channels, r), merged_gradient + row * channels,
                        1.0F / merged_size[row], at.w_t[r], gradient.x + match.source[r] * channels);
    at.z_gradient[r] = w_t_gradient * 0.5F * (1.0F - at.w_t[r] * at.w_t[r]);
  }
  for_columns(channels, [&](int64_t c, auto lanes) {
    const Vector w_c = lanes.get(at.w_c + c);
    lanes.put(at.u_gradient + c, lanes.get(at.u_gradient + c) * w_c * (2.0F - w_c) * 0.5F);
  });
  for (int64_t r = 0; r < m.ranks; ++r) {
    through_norm(p, pair_of(x, size, match, channels, r), r, at.z_gradient[r],
                 gradient.x + match.source[r] * channels, gradient.x + match.destination[r] * channels);
  }
}

}  // namespace pyra::PYRA_ISA
