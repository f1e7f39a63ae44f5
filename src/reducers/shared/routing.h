// The general form of a reduction: which row of the output each token of a picture goes to, and with which
// share.
#pragma once

#include <cstdint>

namespace pyra {

/// One picture's tokens at one block.
struct RouteShape {
  std::int64_t tokens;  // N, prefix tokens included
  std::int64_t prefix;  // P: tokens that always keep a row of their own
  std::int64_t rate;    // R: N - R rows are left
};

/// out[row[i]] += share[i] x[i]: what segment_sum() computes.
struct Routing {
  std::int32_t* row;  // [N] in 0..N-R-1, or -1: the token leaves without a trace
  float* share;       // [N] 0 where row is -1
  float* size;        // [N - R] patches that each row stands for
};

/// Rows and shares from `joins` [N]: the token whose row each token shares, itself where it stays, -1 where
/// it leaves. Rows follow the order of the tokens that stay. Each row is the mean of its tokens, weighted by
/// size (ToMe's rule). size [N], or null for all ones. `joins` may be to.row itself.
void route_by_joins(const std::int32_t* joins, const float* size, const RouteShape& shape, const Routing& to);

/// Shares and sizes of to.row [N]: every row is the mean of its tokens, weighted by size (ToMe's rule). size
/// [N], or null for all ones.
void share_by_size(const float* size, const RouteShape& shape, const Routing& to);

/// ranked [count]: the indices first .. first + count - 1 by descending score, lowest index first among
/// equals; scores that are no numbers come last. scores [first + count].
void rank_descending(const float* scores, std::int64_t first, std::int64_t count, std::int32_t* ranked);

}  // namespace pyra
