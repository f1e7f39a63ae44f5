// Matching as a torch operation. No gradient: indices are discrete.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace pyra {

/// The result of matching a batch; see reducers/tome/match_tokens.h for the meaning of each field. All int32,
/// contiguous.
struct Match {
  at::Tensor source;          // [B, R], most similar pair first
  at::Tensor destination;     // [B, R]
  at::Tensor row;             // [B, N]: output row of each token
  std::int64_t rows_out = 0;  // N' = N - R

  at::Tensor source_row() const;  // [B, R] int32: output row of each source (its partner's)
};

/// metric [B, N, D] of any floating dtype; matched in float32. prefix = P, 0 <= rate <= floor((N - P) / 2).
/// Throws InputError when the rate does not fit.
Match match_tokens(const at::Tensor& metric, std::int64_t prefix, std::int64_t rate);

}  // namespace pyra
