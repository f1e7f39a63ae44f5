// What a block's attention leaves, as the rules of reducers/ read it.
#pragma once

#include "model/token_reducer.h"
#include "model/token_state.h"
#include "reducers/token_reduction.h"

namespace pyra {

class AttendedBatch {
 public:
  /// Keeps what it must copy: keys in another order, sizes' logarithms.
  AttendedBatch(const TokenState& state, const AttentionView& view);
  /// One picture of the batch.
  AttendedTokens picture(std::int64_t index) const;
  /// Of q and k.
  Element element() const;

 private:
  at::Tensor x_, q_, k_;  // [B, N, C], [B, H, D], [B, N, H, D]; k may have the rows of q, k and v together
  at::Tensor size_, log_size_;  // [B, N], or undefined
  at::Tensor turns_;            // [B or 1, N, D], or undefined
};

}  // namespace pyra
