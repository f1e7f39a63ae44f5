// All that happens to one picture's tokens between attention and MLP: matching by the keys, merging, modulation.
#pragma once

#include "reducers/shared/mean_keys.h"
#include "reducers/pyra/modulate_tokens.h"

namespace pyra {

struct ReduceShape {
  std::int64_t tokens;    // N
  std::int64_t channels;  // C of x
  std::int64_t heads;     // H
  std::int64_t head_dim;  // D
  std::int64_t prefix;    // P
  std::int64_t rate;      // R
};

/// Where the matching goes; see match_tokens.h.
struct MatchOutput {
  std::int32_t *source, *destination;  // [R]
  std::int32_t* row;                   // [N]
};

/// mean_keys(), match_tokens(), merge_tokens() and, unless `modulation` is null (ToMe), modulate_tokens().
/// k: keys of the first token and head, tokens `k_row` elements apart, float or Bf16. x [N, C], size [N] or null ->
/// merged [N - R, C], merged_size [N - R]. scratch: reduce_scratch() bytes, aligned to 64.
template <typename T>
void reduce_tokens(const T* k, std::int64_t k_row, const float* x, const float* size, const ReduceShape& shape,
                   const Modulation* modulation, const MatchOutput& match, float* merged, float* merged_size,
                   void* scratch);
std::size_t reduce_scratch(const ReduceShape& shape);

}  // namespace pyra
