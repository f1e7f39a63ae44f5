#include "reducers/fpet/join_checkerboard.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "reducers/shared/similarity.h"

namespace pyra {
namespace {

struct Parts {
  UnitRows unit;
  float* similar;               // [M, row]
  float* score;                 // [N] of the best pair of each
  std::int32_t *ranked, *best;  // [N]

  static Parts cut(Carver& from, const Similarities& s, const RouteShape& shape) {
    return {.unit = UnitRows::cut(from, s),
            .similar = from.take<float>(s.count * s.row()),
            .score = from.take<float>(shape.tokens),
            .ranked = from.take<std::int32_t>(shape.tokens),
            .best = from.take<std::int32_t>(shape.tokens)};
  }
};

}  // namespace

bool may_leave(std::int64_t position, const RouteShape& shape, const PatchGrid& grid) {
  const std::int64_t patch = position - shape.prefix;
  const bool on_grid = shape.tokens - shape.prefix == grid.patches;
  return (on_grid ? patch / grid.columns + patch % grid.columns : patch) % 2 == 0;
}

std::size_t join_checkerboard_scratch(std::int64_t channels, const RouteShape& shape) {
  return measured<Parts>(Similarities(channels, shape), shape);
}

void join_checkerboard(const float* metric, std::int64_t channels, const RouteShape& shape,
                       const PatchGrid& grid, std::int32_t* joins, void* scratch) {
  const Similarities s(channels, shape);
  const auto [unit, similar, score, ranked, best] = carved<Parts>(scratch, s, shape);
  make_unit_rows(metric, s, unit);
  similarities_of_all(s, unit, similar);
  for (std::int64_t i = shape.prefix; i < shape.tokens; ++i) {
    const float* row = similar + (i - s.first) * s.row() - s.first;
    score[i] = -std::numeric_limits<float>::infinity();
    if (!may_leave(i, shape, grid)) continue;
    for (std::int64_t j = shape.prefix; j < shape.tokens; ++j) {
      if (may_leave(j, shape, grid) || row[j] <= score[i]) continue;
      score[i] = row[j];
      best[i] = static_cast<std::int32_t>(j);
    }
  }
  rank_descending(score, s.first, s.count, ranked);
  std::iota(joins, joins + shape.tokens, 0);
  for (std::int64_t r = 0; r < shape.rate; ++r) joins[ranked[r]] = best[ranked[r]];
}

void binarise(const float* weight, std::int64_t count, float* to) {
  double mean = 0, squares = 0;
  for (std::int64_t i = 0; i < count; ++i) mean += weight[i] / static_cast<double>(count);
  for (std::int64_t i = 0; i < count; ++i) squares += (weight[i] - mean) * (weight[i] - mean);
  const double std = std::sqrt(squares / static_cast<double>(std::max<std::int64_t>(1, count - 1))),
               level = 0.67448975 * std;
  for (std::int64_t i = 0; i < count; ++i) {
    to[i] = static_cast<float>(weight[i] > mean ? mean + level : weight[i] < mean ? mean - level : mean);
  }
}

}  // namespace pyra
