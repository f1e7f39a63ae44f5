// The scratch memory of match_tokens(): measured for the widest vectors of any instruction set, carved by
// each set's kernel for its own.
#pragma once

#include "base/memory/carver.h"
#include "reducers/tome/match_tokens.h"

namespace pyra {

/// A token of A by the worth of its best pair.
struct RankedToken {
  uint32_t key;
  int32_t index;
};

/// width and depth: B's and channels in whole vectors.
struct MatchScratch {
  static constexpr int64_t kBlock = 24;  // A's at a time: their scores stay in the nearest cache

  int64_t count_a, count_b, width, depth;
  float* left;                  // [kBlock, depth]
  float* scores;                // [kBlock, width]
  float* rows_b;                // [count_b, depth]
  float* right;                 // [D, width]
  RankedToken *ranked, *spare;  // [count_a]
  int32_t* partner;             // [count_a]

  [[gnu::always_inline]] static constexpr MatchScratch cut(Carver& from, const MatchShape& shape,
                                                           int64_t lanes) {
    const int64_t count_b = shape.tokens / 2, count_a = shape.tokens - count_b;
    const int64_t width = round_up(count_b, lanes), depth = round_up(shape.channels, lanes);
    return {.count_a = count_a,
            .count_b = count_b,
            .width = width,
            .depth = depth,
            .left = from.take<float>(kBlock * depth),
            .scores = from.take<float>(kBlock * width),
            .rows_b = from.take<float>(count_b * depth),
            .right = from.take<float>(shape.channels * width),
            .ranked = from.take<RankedToken>(count_a),
            .spare = from.take<RankedToken>(count_a),
            .partner = from.take<int32_t>(count_a)};
  }
};

}  // namespace pyra
