#include "reducers/match_tokens_reference.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace pyra {

void match_tokens_reference(const MatchMetric& metric, const MatchShape& shape, std::int32_t* source,
                            std::int32_t* destination, std::int32_t* row) {
  const auto similarity = [&](std::int64_t a, std::int64_t b) {
    double dot = 0, norm_a = 0, norm_b = 0;
    for (std::int64_t d = 0; d < shape.channels; ++d) {
      const double x = metric.rows[a * shape.channels + d], y = metric.rows[b * shape.channels + d];
      dot += x * y;
      norm_a += x * x;
      norm_b += y * y;
    }
    const double norm = std::sqrt(norm_a) * std::sqrt(norm_b);
    // Rounded to float, so that pairs which the fast kernel cannot tell apart tie here too.
    return norm > 0 && std::isfinite(norm) ? static_cast<float>(dot / norm) : 0.0F;
  };

  struct Pair {
    float score;
    std::int32_t a, b;
  };
  std::vector<Pair> pairs;
  for (std::int64_t a = 0; a < shape.tokens; a += 2) {
    Pair best{-std::numeric_limits<float>::infinity(), static_cast<std::int32_t>(a), 1};
    for (std::int64_t b = 1; b < shape.tokens; b += 2) {
      if (a < shape.prefix || b < shape.prefix) continue;
      const float score = similarity(a, b);
      if (score > best.score) best = {score, best.a, static_cast<std::int32_t>(b)};
    }
    if (metric.weight != nullptr) best.score = (best.score - 1) * metric.weight[a];
    pairs.push_back(best);
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Pair& x, const Pair& y) { return x.score > y.score; });
  for (std::int64_t r = 0; r < shape.rate; ++r) {
    source[r] = pairs[static_cast<std::size_t>(r)].a;
    destination[r] = pairs[static_cast<std::size_t>(r)].b;
  }
  assign_rows(shape, source, destination, row);
}

}  // namespace pyra
