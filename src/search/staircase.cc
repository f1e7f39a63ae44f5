#include "search/staircase.h"

#include <algorithm>
#include <cmath>

namespace pyra {
namespace {

constexpr int kHalvings = 40;
constexpr double kLargestExponent =
    40;  // beyond it every block that merges at all removes half of its tokens

}  // namespace

Staircase staircase_of(const Rates& rates, const VitConfig& config) {
  Staircase shape;
  std::int64_t tokens = config.tokens();
  for (const std::int64_t rate : rates) {
    const auto removable = static_cast<double>(tokens - config.prefix_tokens());
    shape.push_back(rate > 0 ? -std::log(1 - static_cast<double>(rate) / removable) : 0);
    tokens -= rate;
  }
  return shape;
}

Rates rates_at(const Staircase& shape, double scale, const VitConfig& config) {
  Rates rates;
  std::int64_t tokens = config.tokens();
  for (const double weight : shape) {
    const std::int64_t removable = tokens - config.prefix_tokens();
    const double wanted =
        static_cast<double>(removable) * -std::expm1(-std::min(scale * weight, kLargestExponent));
    rates.push_back(std::min(static_cast<std::int64_t>(std::lround(wanted)), removable / 2));
    tokens -= rates.back();
  }
  return rates;
}

std::optional<Rates> fit(const Staircase& shape, double budget, const Cost& cost, const VitConfig& config) {
  double smallest = 0;
  for (const double weight : shape) {
    if (weight > 0 && (smallest == 0 || weight < smallest)) smallest = weight;
  }
  if (cost.of(rates_at(shape, 0, config)) <= budget) return rates_at(shape, 0, config);
  double gentle = 0, steep = smallest > 0 ? kLargestExponent / smallest : 0;
  if (cost.of(rates_at(shape, steep, config)) > budget) return std::nullopt;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = gentle == 0 ? steep / 64 : std::sqrt(gentle * steep);
    (cost.of(rates_at(shape, middle, config)) > budget ? gentle : steep) = middle;
  }
  return rates_at(shape, steep, config);
}

Rates steepest_rates(const VitConfig& config) {
  return rates_at(Staircase(static_cast<std::size_t>(config.depth), 1), kLargestExponent, config);
}

}  // namespace pyra
