// Size-weighted merging of one picture's matched tokens (ToMe, arXiv 2210.09461, section 3), and its
// gradient.
#pragma once

#include <cstdint>

namespace pyra {

struct MergeShape {
  std::int64_t tokens;    // N
  std::int64_t channels;  // C
  std::int64_t rate;      // R: N' = N - R rows are left
};

/// Each output row is the mean of the tokens that go to it, weighted by size:
///   merged[o] = sum over tokens i with row[i] = o of size[i] x[i] / merged_size[o],   merged_size[o] = sum
///   of size[i]
/// Sums run in token order.
///
/// x [N, C] float32; size [N] > 0, or null for all ones; row [N] in 0..N'-1, each at least once
/// (match_tokens.h); merged [N', C] and merged_size [N'] out, apart from the inputs.
void merge_tokens(const float* x, const float* size, const std::int32_t* row, const MergeShape& shape,
                  float* merged, float* merged_size);

/// x_gradient [N, C] = size[i] / merged_size[row[i]] * merged_gradient[row[i]]; size and matching have no
/// gradient.
void merge_tokens_backward(const float* merged_gradient, const float* size, const float* merged_size,
                           const std::int32_t* row, const MergeShape& shape, float* x_gradient);

}  // namespace pyra
