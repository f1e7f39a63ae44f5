#include "reducers/shared/routing.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace pyra {

void route_by_joins(const std::int32_t* joins, const float* size, const RouteShape& shape,
                    const Routing& to) {
  // A token that stays is numbered where it stands, in `share` for the time being: `joins` may be `row`.
  std::int64_t rows = 0;
  for (std::int64_t i = 0; i < shape.tokens; ++i)
    to.share[i] = joins[i] == i ? static_cast<float>(rows++) : 0.0F;
  for (std::int64_t i = 0; i < shape.tokens; ++i)
    to.row[i] = joins[i] < 0 ? -1 : static_cast<std::int32_t>(to.share[joins[i]]);
  share_by_size(size, shape, to);
}

void share_by_size(const float* size, const RouteShape& shape, const Routing& to) {
  std::fill_n(to.size, shape.tokens - shape.rate, 0.0F);
  const auto size_of = [&](std::int64_t i) { return size != nullptr ? size[i] : 1.0F; };
  for (std::int64_t i = 0; i < shape.tokens; ++i) {
    if (to.row[i] >= 0) to.size[to.row[i]] += size_of(i);
  }
  for (std::int64_t i = 0; i < shape.tokens; ++i)
    to.share[i] = to.row[i] < 0 ? 0.0F : size_of(i) / to.size[to.row[i]];
}

void rank_descending(const float* scores, std::int64_t first, std::int64_t count, std::int32_t* ranked) {
  std::iota(ranked, ranked + count, static_cast<std::int32_t>(first));
  const auto key = [&](std::int32_t i) {
    return scores[i] == scores[i] ? scores[i] : -std::numeric_limits<float>::infinity();
  };
  std::sort(ranked, ranked + count,
            [&](std::int32_t a, std::int32_t b) { return key(a) != key(b) ? key(a) > key(b) : a < b; });
}

}  // namespace pyra
