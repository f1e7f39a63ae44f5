#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "kernels/match_tokens.h"
#include "kernels/vectorised.h"

namespace pyra {
namespace {

/// Unit rows of one parity, transposed to [D, count]: the products below then run over partners, with no
/// horizontal sums, and every pair's sum is taken in the same order, so equal tokens tie exactly.
PYRA_VECTORISED void pack_unit_rows(const float* metric, const MatchShape& shape, std::int64_t parity,
                                    std::int64_t count, float* packed) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float* values = metric + (2 * i + parity) * shape.channels;
    float squares = 0;
    for (std::int64_t d = 0; d < shape.channels; ++d) squares += values[d] * values[d];
    const bool usable = squares > 0 && squares <= std::numeric_limits<float>::max();
    const float scale = usable ? 1.0F / std::sqrt(squares) : 0.0F;
    for (std::int64_t d = 0; d < shape.channels; ++d) packed[d * count + i] = usable ? values[d] * scale : 0.0F;
  }
}

PYRA_VECTORISED void similarity_row(const float* packed_a, std::int64_t count_a, std::int64_t a,
                                    const float* packed_b, std::int64_t count_b, std::int64_t channels,
                                    float* scores) {
  std::fill(scores, scores + count_b, 0.0F);
  for (std::int64_t d = 0; d < channels; ++d) {
    const float weight = packed_a[d * count_a + a];
    const float* partners = packed_b + d * count_b;
    for (std::int64_t b = 0; b < count_b; ++b) scores[b] += weight * partners[b];
  }
}

}  // namespace

void match_tokens(const float* metric, const MatchShape& shape, std::int32_t* source, std::int32_t* destination,
                  std::int32_t* row) {
  const std::int64_t count_b = shape.tokens / 2;
  const std::int64_t count_a = shape.tokens - count_b;
  std::vector<float> packed_a(static_cast<std::size_t>(count_a * shape.channels));
  std::vector<float> packed_b(static_cast<std::size_t>(count_b * shape.channels));
  pack_unit_rows(metric, shape, 0, count_a, packed_a.data());
  pack_unit_rows(metric, shape, 1, count_b, packed_b.data());

  const std::int64_t first_a = (shape.prefix + 1) / 2;  // first of each set that is no prefix token
  const std::int64_t first_b = shape.prefix / 2;
  std::vector<float> scores(static_cast<std::size_t>(count_b));
  std::vector<float> best_score(static_cast<std::size_t>(count_a), -std::numeric_limits<float>::infinity());
  std::vector<std::int32_t> best_b(static_cast<std::size_t>(count_a), 0);
  for (std::int64_t a = first_a; a < count_a; ++a) {
    similarity_row(packed_a.data(), count_a, a, packed_b.data(), count_b, shape.channels, scores.data());
    const auto best = std::max_element(scores.begin() + first_b, scores.end());  // the first of equals
    if (best == scores.end()) continue;
    best_score[static_cast<std::size_t>(a)] = *best;
    best_b[static_cast<std::size_t>(a)] = static_cast<std::int32_t>(best - scores.begin());
  }
  std::vector<std::int32_t> order(static_cast<std::size_t>(count_a));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::int32_t x, std::int32_t y) {
    return best_score[static_cast<std::size_t>(x)] > best_score[static_cast<std::size_t>(y)];
  });
  for (std::int64_t r = 0; r < shape.rate; ++r) {
    const std::int32_t a = order[static_cast<std::size_t>(r)];
    source[r] = 2 * a;
    destination[r] = 2 * best_b[static_cast<std::size_t>(a)] + 1;
  }
  assign_rows(shape, source, destination, row);
}

}  // namespace pyra
