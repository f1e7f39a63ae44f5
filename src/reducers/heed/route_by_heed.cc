#include "reducers/heed/route_by_heed.h"

#include <algorithm>
#include <cmath>

#include "base/memory/carver.h"
#include "reducers/tome/match_tokens.h"

namespace pyra {
namespace {

MatchShape match_shape(std::int64_t channels, const RouteShape& shape) {
  return {shape.tokens, channels, shape.prefix, shape.rate};
}

struct Parts {
  float* weight;                       // [N]
  float* sum;                          // [N - R]
  std::int32_t *source, *destination;  // [R]
  std::byte* matching;

  static Parts cut(Carver& from, std::int64_t channels, const RouteShape& shape) {
    return {.weight = from.take<float>(shape.tokens),
            .sum = from.take<float>(shape.tokens - shape.rate),
            .source = from.take<std::int32_t>(shape.rate),
            .destination = from.take<std::int32_t>(shape.rate),
            .matching = from.take_bytes(match_scratch(match_shape(channels, shape)))};
  }
};

}  // namespace

std::size_t route_by_heed_scratch(std::int64_t channels, const RouteShape& shape) {
  return measured<Parts>(channels, shape);
}

void route_by_heed(const float* x, std::int64_t channels, const float* attention, const float* size,
                   const RouteShape& shape, const Routing& to, void* scratch) {
  const std::int64_t tokens = shape.tokens, rows = tokens - shape.rate;
  const auto [weight, sum, source, destination, matching] = carved<Parts>(scratch, channels, shape);
  for (std::int64_t i = 0; i < tokens; ++i) weight[i] = attention[i] > 0 ? std::cbrt(attention[i]) : 0;
  match_tokens({x, weight}, match_shape(channels, shape), source, destination, to.row, matching);

  std::fill_n(to.size, rows, 0.0F);
  std::fill_n(sum, rows, 0.0F);
  for (std::int64_t i = 0; i < tokens; ++i) {
    to.size[to.row[i]] += size != nullptr ? size[i] : 1;
    if (attention[i] > 0) sum[to.row[i]] += attention[i];
  }
  for (std::int64_t i = 0; i < tokens; ++i) {
    const float all = sum[to.row[i]];
    if (all > 0) {
      to.share[i] = attention[i] > 0 ? attention[i] / all : 0;
    } else {
      to.share[i] = (size != nullptr ? size[i] : 1) / to.size[to.row[i]];
    }
  }
}

}  // namespace pyra
