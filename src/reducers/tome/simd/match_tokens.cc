// reducers/tome/match_tokens.h: unit rows of A times the transposed unit rows of B, a few A's at a time,
// whose scores are searched while they are in the nearest cache.
#include "kernels/simd/pack.h"
#include "kernels/simd/small_gemm.h"
#include "reducers/simd/table.h"
#include "reducers/tome/match_scratch.h"
#include "reducers/tome/simd/sort_ranks.h"

namespace pyra::PYRA_ISA {
namespace {

/// Rows whose squares leave float32's range.
__attribute__((noinline)) void unit_row_of_extremes(const float* row, int64_t channels, float* to) {
  double squares = 0;
  for (int64_t d = 0; d < channels; ++d) squares += static_cast<double>(row[d]) * static_cast<double>(row[d]);
  const double norm = __builtin_sqrt(squares);
  const bool usable = norm > 0 && norm <= 1e300;
  for (int64_t d = 0; d < channels; ++d)
    to[d] = usable ? static_cast<float>(static_cast<double>(row[d]) / norm) : 0.0F;
}

/// to [count, width]: rows first, first + 2, ... of the metric divided by their norms.
PYRA_INLINE void unit_rows(const float* metric, int64_t first, int64_t count, int64_t channels, float* to,
                           int64_t width) {
  for (int64_t i = 0; i < count; ++i, to += width) {
    const float* row = metric + (first + 2 * i) * channels;
    const int64_t whole = channels / kLanes * kLanes;
    const Vector rest = load_part(row + whole, channels - whole);
    Vector sum = rest * rest;
    for (int64_t d = 0; d < whole; d += kLanes) sum += load(row + d) * load(row + d);
    const float squares = sum_lanes(sum);
    if (!(squares > 1e-30F && squares < 1e30F)) {
      unit_row_of_extremes(row, channels, to);
      continue;
    }
    const float scale = 1.0F / __builtin_sqrtf(squares);
    for (int64_t d = 0; d < whole; d += kLanes) store(to + d, load(row + d) * scale);
    store_part(to + whole, rest * scale, channels - whole);
  }
}

struct Best {
  float score;
  int32_t index;
};

PYRA_INLINE IntVector count_lanes() {
  IntVector lanes;
#pragma GCC unroll 16
  for (int lane = 0; lane < kLanes; ++lane) lanes[lane] = lane;
  return lanes;
}

/// The greatest of scores [width], the first of equals.
PYRA_INLINE Best first_greatest(const float* scores, int64_t width) {
  Vector highest = load(scores);
  IntVector where = count_lanes(), at = where;
  for (int64_t j = kLanes; j < width; j += kLanes) {
    at += kLanes;
    const Vector score = load(scores + j);
    const IntVector better = score > highest;
    highest = better ? score : highest;
    where = better ? at : where;
  }
  Best best{highest[0], where[0]};
  for (int lane = 1; lane < kLanes; ++lane) {
    const bool earlier = highest[lane] == best.score && where[lane] < best.index;
    if (highest[lane] > best.score || earlier) best = {highest[lane], where[lane]};
  }
  return best;
}

}  // namespace

void match_tokens(const MatchMetric& metric, const MatchShape& shape, int32_t* source, int32_t* destination,
                  int32_t* row, void* scratch) {
  const int64_t first_a = (shape.prefix + 1) / 2,
                first_b = shape.prefix / 2;  // the first that are no prefix tokens
  const auto at = carved<MatchScratch>(scratch, shape, int64_t{kLanes});
  const int64_t count_a = at.count_a, count_b = at.count_b, width = at.width, depth = at.depth;
  if (shape.rate > 0) {
    unit_rows(metric.rows, 1, count_b, shape.channels, at.rows_b, depth);
    pack_transposed(at.rows_b, depth, count_b, shape.channels, at.right, width);
    for (int64_t a = first_a; a < count_a; a += MatchScratch::kBlock) {
      const int64_t rows = count_a - a < MatchScratch::kBlock ? count_a - a : MatchScratch::kBlock;
      unit_rows(metric.rows, 2 * a, rows, shape.channels, at.left, depth);
      multiply<false>({at.left, depth, 1}, at.right, width, rows, width, shape.channels, at.scores, width);
      for (int64_t i = 0; i < rows; ++i) {
        float* found = at.scores + i * width;
        for (int64_t b = 0; b < first_b; ++b) found[b] = -__builtin_inff();
        for (int64_t b = count_b; b < width; ++b) found[b] = -__builtin_inff();
        const Best best = first_greatest(found, width);
        const float worth =
            metric.weight != nullptr ? (best.score - 1.0F) * metric.weight[2 * (a + i)] : best.score;
        at.ranked[a - first_a + i] = {descending_key(worth), static_cast<int32_t>(a + i)};
        at.partner[a + i] = best.index;
      }
    }
    sort_by_key(at.ranked, count_a - first_a, at.spare);
  }
  for (int64_t r = 0; r < shape.rate; ++r) {
    source[r] = 2 * at.ranked[r].index;
    destination[r] = 2 * at.partner[at.ranked[r].index] + 1;
  }
  assign_rows(shape, source, destination, row);
}

}  // namespace pyra::PYRA_ISA
