// The scratch memory of received_attention(): measured for the widest vectors, carved by each set's kernel
// for its own.
#pragma once

#include "base/memory/carver.h"
#include "kernels/attention.h"

namespace pyra {

struct ReceivedScratch {
  static constexpr int64_t kBlock = 24;  // queries at a time: their logits stay in the nearest cache

  int64_t width;   // keys in whole vectors
  float* keys;     // [D, width]: of one head, transposed
  float* queries;  // [kBlock, D]
  float* logits;   // [kBlock, width]
  float* row;      // [D]

  [[gnu::always_inline]] static constexpr ReceivedScratch cut(Carver& from, const AttentionShape& shape,
                                                              int64_t lanes) {
    const int64_t width = round_up(shape.keys, lanes);
    return {.width = width,
            .keys = from.take<float>(shape.head_dim * width),
            .queries = from.take<float>(kBlock * shape.head_dim),
            .logits = from.take<float>(kBlock * width),
            .row = from.take<float>(shape.head_dim)};
  }
};

}  // namespace pyra
