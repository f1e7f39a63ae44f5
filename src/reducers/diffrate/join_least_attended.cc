#include "reducers/diffrate/join_least_attended.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "reducers/shared/similarity.h"

namespace pyra {
namespace {

struct Parts {
  UnitRows unit;
  float* gathered;       // [R, channels]
  float* similar;        // [R, row]
  std::int32_t* ranked;  // [N]

  static Parts cut(Carver& from, const Similarities& s, const RouteShape& shape) {
    return {.unit = UnitRows::cut(from, s),
            .gathered = from.take<float>(shape.rate * s.channels),
            .similar = from.take<float>(shape.rate * s.row()),
            .ranked = from.take<std::int32_t>(shape.tokens)};
  }
};

}  // namespace

std::size_t join_least_attended_scratch(std::int64_t channels, const RouteShape& shape) {
  return measured<Parts>(Similarities(channels, shape), shape);
}

void join_least_attended(const float* attention, const float* metric, std::int64_t channels,
                         const RouteShape& shape, std::int32_t* joins, std::int32_t* leaving, void* scratch) {
  const Similarities s(channels, shape);
  const auto [unit, gathered, similar, ranked] = carved<Parts>(scratch, s, shape);
  rank_descending(attention, s.first, s.count, ranked);
  std::iota(joins, joins + shape.tokens, 0);
  for (std::int64_t r = 0; r < shape.rate; ++r) {
    leaving[r] = ranked[s.count - 1 - r];
    joins[leaving[r]] = -1;
  }
  make_unit_rows(metric, s, unit);
  similarities_of(leaving, shape.rate, s, unit, gathered, similar);
  std::copy_n(joins, shape.tokens, ranked);  // who stays, while joins is written
  for (std::int64_t r = 0; r < shape.rate; ++r) {
    const float* row = similar + r * s.row() - s.first;
    std::int32_t best = -1;
    for (std::int64_t j = s.first; j < shape.tokens; ++j) {
      if (ranked[j] >= 0 && (best < 0 || row[j] > row[best])) best = static_cast<std::int32_t>(j);
    }
    joins[leaving[r]] = best;
  }
}

std::int64_t dropped_of(const float* logits, std::int64_t trained_rate, std::int64_t rate) {
  const double highest = *std::max_element(logits, logits + trained_rate + 1);
  double total = 0, expected = 0;
  for (std::int64_t p = 0; p <= trained_rate; ++p) {
    const double weight = std::exp(logits[p] - highest);
    total += weight;
    expected += weight * static_cast<double>(p);
  }
  // Equal logits expect exactly half; rounding must not take one off.
  const double dropped =
      expected / total * static_cast<double>(rate) / static_cast<double>(trained_rate) + 1e-6;
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(dropped), 0, rate);
}

}  // namespace pyra
