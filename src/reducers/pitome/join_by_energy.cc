#include "reducers/pitome/join_by_energy.h"

#include <numeric>

#include "reducers/shared/similarity.h"

namespace pyra {
namespace {

Similarities similarities(std::int64_t channels, const RouteShape& shape) {
  return {shape.prefix, shape.tokens - shape.prefix, channels};
}

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

std::int64_t join_by_energy_scratch(std::int64_t channels, const RouteShape& shape) {
  const Similarities s = similarities(channels, shape);
  return s.scratch() + s.count * s.row() + 2 * shape.tokens;
}

void join_by_energy(const float* metric, std::int64_t channels, float margin, const RouteShape& shape,
                    std::int32_t* joins, float* scratch) {
  const Similarities s = similarities(channels, shape);
  float* similar = scratch + s.scratch();       // [M, row]
  float* energy = similar + s.count * s.row();  // [N]
  auto* ranked = reinterpret_cast<std::int32_t*>(energy + shape.tokens);
  prepare_similarities(metric, s, scratch);
  similarities_of(nullptr, s.count, s, scratch, nullptr, similar);
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
