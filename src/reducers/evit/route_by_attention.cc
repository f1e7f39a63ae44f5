#include "reducers/evit/route_by_attention.h"

#include <algorithm>

namespace pyra {

void route_by_attention(const float* attention, const RouteShape& shape, const Routing& to,
                        std::int32_t* scratch) {
  const std::int64_t rows = shape.tokens - shape.rate, candidates = shape.tokens - shape.prefix;
  const std::int64_t fused = shape.rate > 0 ? shape.rate + 1 : 0;
  rank_descending(attention, shape.prefix, candidates, scratch);
  std::fill_n(to.row, shape.tokens, 0);
  for (std::int64_t i = candidates - fused; i < candidates; ++i) to.row[scratch[i]] = -1;
  std::int32_t next = 0;
  for (std::int64_t i = 0; i < shape.tokens; ++i) {
    const bool stays = to.row[i] == 0;
    to.share[i] = stays ? 1.0F : attention[i];
    to.row[i] = stays ? next++ : static_cast<std::int32_t>(rows - 1);
  }
  std::fill_n(to.size, rows, 1.0F);
}

}  // namespace pyra
