#include "reducers/heed/route_by_heed.h"

#include <algorithm>
#include <cmath>

#include "base/memory/padding.h"
#include "reducers/tome/match_tokens.h"

namespace pyra {
namespace {

MatchShape match_shape(std::int64_t channels, const RouteShape& shape) {
  return {shape.tokens, channels, shape.prefix, shape.rate};
}

}  // namespace

std::size_t route_by_heed_scratch(std::int64_t channels, const RouteShape& shape) {
  return match_scratch(match_shape(channels, shape)) +
         static_cast<std::size_t>(padded(4 * shape.tokens)) * sizeof(float);
}

void route_by_heed(const float* x, std::int64_t channels, const float* attention, const float* size,
                   const RouteShape& shape, const Routing& to, void* scratch) {
  const std::int64_t tokens = shape.tokens, rows = tokens - shape.rate;
  auto* weight = static_cast<float*>(scratch);                  // [N]
  auto* sum = weight + tokens;                                  // [N - R]
  auto* pairs = reinterpret_cast<std::int32_t*>(sum + tokens);  // sources, then destinations
  void* rest = static_cast<float*>(scratch) + padded(4 * tokens);
  for (std::int64_t i = 0; i < tokens; ++i) weight[i] = attention[i] > 0 ? std::cbrt(attention[i]) : 0;
  match_tokens({x, weight}, match_shape(channels, shape), pairs, pairs + tokens, to.row, rest);

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
