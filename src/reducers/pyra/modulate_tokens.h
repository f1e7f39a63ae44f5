// Modulation of one picture's tokens that are about to merge (PYRA, arXiv 2403.09192, section 3.3), and its
// gradient.
#pragma once

#include <cstddef>

#include "reducers/tome/match_tokens.h"
#include "reducers/tome/merge_tokens.h"

namespace pyra {

/// A block's weights. Ranks beyond `ranks` merge unmodulated.
template <typename T>
struct ModulationOf {
  const T* w_r;                      // [ranks]
  const T* w_d;                      // [C]
  const T *norm_weight, *norm_bias;  // [C]
  std::int64_t ranks;                // 0..R
  T eps;                             // of the norm
};
using Modulation = ModulationOf<float>;

/// On the size-weighted tokens, src [ranks, C] the first sources and dst [ranks, C] their partners:
///   M   = LayerNorm(src + dst)
///   w_c = 2 sigmoid(w_r^T M)      [C]
///   w_t = 2 sigmoid(M w_d) - 1    [ranks]
///   merged[row of source r] += src[r] * w_c * w_t[r] / merged_size[row of source r]
/// The merge is linear in the tokens, so this is what merging the modulated sources gives; ranks are added in
/// order.
///
/// x, size, merged_size, merged: as merge_tokens() took and gave them. scratch: modulate_scratch() bytes,
/// aligned to 64.
void modulate_tokens(const float* x, const float* size, const MatchedTokens& match, const MergeShape& shape,
                     const Modulation& modulation, const float* merged_size, float* merged, void* scratch);
std::size_t modulate_scratch(const MergeShape& shape, std::int64_t ranks);

/// Where gradients are added to; none may be null. Pictures that run in parallel need weight gradients of
/// their own.
struct ModulationGradient {
  float* x;                        // [N, C]: beside what merge_tokens_backward() gave
  float* w_r;                      // [ranks]
  float* w_d;                      // [C]
  float *norm_weight, *norm_bias;  // [C]
};

/// Adds the gradients of what modulate_tokens() added, given that of the merged rows, [N', C]. Reads nothing
/// of the forward pass but its inputs. scratch: modulate_backward_scratch() bytes, aligned to 64.
void modulate_tokens_backward(const float* x, const float* size, const MatchedTokens& match,
                              const MergeShape& shape, const Modulation& modulation, const float* merged_size,
                              const float* merged_gradient, const ModulationGradient& gradient,
                              void* scratch);
std::size_t modulate_backward_scratch(const MergeShape& shape, std::int64_t ranks);

}  // namespace pyra
