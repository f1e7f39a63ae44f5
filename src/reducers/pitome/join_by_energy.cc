#include "reducers/pitome/join_by_energy.h"

#include <numeric>

#include "reducers/shared/similarity.h"

namespace pyra {
namespace {

struct Parts {
  UnitRows unit;
  float* similar;        // [M, row]
  float* energy;         // [N]
  std::int32_t* ranked;  // [N]

  static Parts cut(Carver& from, const Similarities& s, const RouteShape& shape) {
    return {.unit = UnitRows::cut(from, s),
            .similar = from.take<float>(s.count * s.row()),
            .energy = from.take<float>(shape.tokens),
            .ranked = from.take<std::int32_t>(shape.tokens)};
  }
};

/// e^z for -2 <= z <= 0, relative error below 2e-7: similarities and margins leave no other z. Without a
/// branch, so that the compiler makes vectors of it.
float exp_of(float z) {
  const float t = z / 8;
  const float p =
      1 + t * (1 + t * (0.5F + t * (1.0F / 6 + t * (1.0F / 24 + t * (1.0F / 120 + t * (1.0F / 720))))));
  const float p2 = p * p, p4 = p2 * p2;
  return p4 * p4;
}

float elu(float z) { return z > 0 ? z : exp_of(z) - 1; }

/// Sum of elu(row[j] - margin).
float sum_elu(const float* row, std::int64_t count, float margin) {
  constexpr std::int64_t kLanes = 16;
  float lanes[kLanes] = {};
  std::int64_t j = 0;
  for (; j + kLanes <= count; j += kLanes) {
    for (std::int64_t lane = 0; lane < kLanes; ++lane) lanes[lane] += elu(row[j + lane] - margin);
  }
  float sum = std::accumulate(lanes, lanes + kLanes, 0.0F);
  for (; j < count; ++j) sum += elu(row[j] - margin);
  return sum;
}

}  // namespace

std::size_t join_by_energy_scratch(std::int64_t channels, const RouteShape& shape) {
  return measured<Parts>(Similarities(channels, shape), shape);
}

void join_by_energy(const float* metric, std::int64_t channels, float margin, const RouteShape& shape,
                    std::int32_t* joins, void* scratch) {
  const Similarities s(channels, shape);
  const auto [unit, similar, energy, ranked] = carved<Parts>(scratch, s, shape);
  make_unit_rows(metric, s, unit);
  similarities_of_all(s, unit, similar);
  for (std::int64_t i = 0; i < s.count; ++i) {
    energy[s.first + i] = sum_elu(similar + i * s.row(), s.count, margin) / static_cast<float>(s.count);
  }
  rank_descending(energy, s.first, s.count, ranked);
  std::iota(joins, joins + shape.tokens, 0);
  for (std::int64_t a = 0; a < shape.rate; ++a) {
    const std::int32_t leaving = ranked[2 * a];
    const float* row = similar + (leaving - s.first) * s.row() - s.first;
    std::int32_t best = ranked[1];
    for (std::int64_t b = 1; b < shape.rate; ++b) {
      if (row[ranked[2 * b + 1]] > row[best]) best = ranked[2 * b + 1];
    }
    joins[leaving] = best;
  }
}

}  // namespace pyra
