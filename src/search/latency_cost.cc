#include "search/latency_cost.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "schedules/schedule_shapes.h"
#include "search/staircase.h"

namespace pyra {
namespace {

constexpr std::size_t kTerms = 6;
using Terms = std::array<double, kTerms>;

Terms terms_of(const Rates& rates, const VitConfig& config) {
  Terms terms{1, 0, 0, 0, 0, 0};
  auto tokens = static_cast<double>(config.tokens());
  for (const std::int64_t rate : rates) {
    const double before = tokens;
    tokens -= static_cast<double>(rate);
    terms[1] += rate > 0 ? 1 : 0;
    terms[2] += before;
    terms[3] += before * before;
    terms[4] += tokens;
    terms[5] += rate > 0 ? before * before : 0;
  }
  return terms;
}

/// From none to the steepest, in both shapes, and merges in one block alone.
std::vector<Rates> sample_schedules(const VitConfig& config) {
  const auto depth = static_cast<std::size_t>(config.depth);
  std::vector<Rates> schedules{Rates(depth, 0), Rates(depth, 1), steepest_rates(config)};
  for (const double speedup : {1.3, 1.8, 2.5, 3.5}) {
    for (const double steepness : {0.0, 1.0}) schedules.push_back(fit_rates(steepness, speedup, config));
  }
  const std::int64_t half = (config.tokens() - config.prefix_tokens()) / 2;
  for (const std::size_t block : {std::size_t{0}, depth / 2}) {
    schedules.emplace_back(depth, 0)[block] = half;
  }
  return schedules;
}

/// min |A x - b| over x >= 0 by cyclic descent, whose steps are exact in one coordinate.
std::vector<double> least_squares(const std::vector<Terms>& rows, const std::vector<double>& wanted) {
  constexpr int kSweeps = 20000;
  std::array<double, kTerms> size{};
  for (const Terms& row : rows) {
    for (std::size_t k = 0; k < kTerms; ++k) size[k] += row[k] * row[k];
  }
  std::vector<double> x(kTerms, 0), rest = wanted;
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    for (std::size_t k = 0; k < kTerms; ++k) {
      if (size[k] == 0) continue;
      double slope = 0;
      for (std::size_t i = 0; i < rows.size(); ++i) slope += rows[i][k] * rest[i];
      const double moved = std::max(0.0, x[k] + slope / size[k]) - x[k];
      x[k] += moved;
      for (std::size_t i = 0; i < rows.size(); ++i) rest[i] -= moved * rows[i][k];
    }
  }
  return x;
}

}  // namespace

LatencyCost::LatencyCost(VitConfig config, const MeasureCalls& measure) : config_(config) {
  const std::vector<Rates> schedules = sample_schedules(config_);
  const std::vector<double> ms = measure(schedules);
  std::vector<Terms> rows;
  for (std::size_t i = 0; i < schedules.size(); ++i) {
    rows.push_back(terms_of(schedules[i], config_));
    for (double& term : rows.back()) term /= ms[i];  // relative errors count
  }
  coefficients_ = least_squares(rows, std::vector<double>(rows.size(), 1));
  for (std::size_t i = 0; i < schedules.size(); ++i)
    error_ += std::abs(of(schedules[i]) / ms[i] - 1) / static_cast<double>(schedules.size());
}

double LatencyCost::of(const Rates& rates) const {
  const Terms terms = terms_of(rates, config_);
  double ms = 0;
  for (std::size_t k = 0; k < kTerms; ++k) ms += coefficients_[k] * terms[k];
  return ms * factor_;
}

void LatencyCost::correct(const Rates& rates, double ms) { factor_ *= ms / of(rates); }

}  // namespace pyra
