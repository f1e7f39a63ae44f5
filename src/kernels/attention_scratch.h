// The scratch memory of attention() and attention_backward(): measured for the widest vectors of any
// instruction set, carved by each set's kernels for its own.
#pragma once

#include "base/memory/carver.h"
#include "kernels/attention.h"

namespace pyra {

inline constexpr int64_t kQueryBlock = 24;  // queries at a time: their logits stay in the nearest cache
// Queries at a time of the backward pass. Larger blocks load and store dK and dV less often.
inline constexpr int64_t kBackwardBlock = 96;

/// width and depth: keys and channels in whole vectors. Kernels with bf16 dot products keep pairs in a half
/// of the same memory.
struct AttentionScratch {
  int64_t width, depth;
  float* keys;            // [D, width]
  float* values;          // [N, depth]
  float* queries;         // [kQueryBlock, depth]
  float* logits;          // [kQueryBlock, width]
  float* mixed;           // [kQueryBlock, depth]
  float* bias;            // [width]
  float* turned_queries;  // [M, D] of a turned shape, else nothing
  float* turned_keys;     // [N, D]

  [[gnu::always_inline]] static constexpr AttentionScratch cut(Carver& from, const AttentionShape& shape,
                                                               int64_t lanes) {
    const int64_t width = round_up(shape.keys, lanes), depth = round_up(shape.head_dim, lanes);
    return {.width = width,
            .depth = depth,
            .keys = from.take<float>(shape.head_dim * width),
            .values = from.take<float>(width * depth),
            .queries = from.take<float>(kQueryBlock * depth),
            .logits = from.take<float>(kQueryBlock * width),
            .mixed = from.take<float>(kQueryBlock * depth),
            .bias = from.take<float>(width),
            .turned_queries = from.take<float>(shape.turned ? shape.queries * shape.head_dim : 0),
            .turned_keys = from.take<float>(shape.turned ? shape.keys * shape.head_dim : 0)};
  }
};

/// `block`: queries at a time, at most kBackwardBlock.
struct AttentionBackwardScratch {
  int64_t width, depth;
  float* keys;            // [N, depth]
  float* keys_t;          // [D, width]
  float* values_t;        // [D, width]
  float* key_sum;         // [N, depth]: dK
  float* value_sum;       // [N, depth]: dV
  float* queries;         // [block, depth]
  float* upstream;        // [block, depth]: dO
  float* query_sum;       // [block, depth]: dQ
  float* weights;         // [block, width]: P
  float* slope;           // [block, width]: dP, then dS
  float* bias;            // [width]
  float* turned_queries;  // [M, D] of a turned shape, else nothing
  float* turned_keys;     // [N, D]

  [[gnu::always_inline]] static constexpr AttentionBackwardScratch cut(Carver& from,
                                                                       const AttentionShape& shape,
                                                                       int64_t lanes, int64_t block) {
    const int64_t width = round_up(shape.keys, lanes), depth = round_up(shape.head_dim, lanes);
    return {.width = width,
            .depth = depth,
            .keys = from.take<float>(width * depth),
            .keys_t = from.take<float>(shape.head_dim * width),
            .values_t = from.take<float>(shape.head_dim * width),
            .key_sum = from.take<float>(width * depth),
            .value_sum = from.take<float>(width * depth),
            .queries = from.take<float>(block * depth),
            .upstream = from.take<float>(block * depth),
            .query_sum = from.take<float>(block * depth),
            .weights = from.take<float>(block * width),
            .slope = from.take<float>(block * width),
            .bias = from.take<float>(width),
            .turned_queries = from.take<float>(shape.turned ? shape.queries * shape.head_dim : 0),
            .turned_keys = from.take<float>(shape.turned ? shape.keys * shape.head_dim : 0)};
  }
};

}  // namespace pyra
