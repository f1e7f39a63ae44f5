// The tokens of a batch between two blocks.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace pyra {

/// Passed by value from block to block; there is no shared state behind it.
struct TokenState {
  at::Tensor x;  // [B, N, C]
  at::Tensor
      size;  // [B, N] float32: patches each token stands for; undefined until something merged (all ones)
  at::Tensor source;  // [B, N0] int32: the row that each original token is part of; undefined unless followed
  at::Tensor carried;  // [B, N, C]: what bottlenecks of earlier blocks hand on (Branch); undefined: nothing
  at::Tensor
      place;  // [B or 1, N, 2] float32 (architecture/positions/rotary.h); undefined: no rotary positions
  std::int64_t prefix = 1;  // P: the first P tokens never merge
};

}  // namespace pyra
