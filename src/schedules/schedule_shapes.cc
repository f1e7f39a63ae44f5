#include "schedules/schedule_shapes.h"

#include <algorithm>
#include <cmath>

#include "pyra/schedule.h"

namespace pyra {
namespace {

using Rates = std::vector<std::int64_t>;

Rates repeat(std::int64_t rate, std::int64_t count, std::int64_t last_rate, std::int64_t last_count = 1) {
  Rates rates(static_cast<std::size_t>(count), rate);
  rates.insert(rates.end(), static_cast<std::size_t>(last_count), last_rate);
  return rates;
}

const Rates kHighBase{40, 34, 30, 24, 18, 14, 10, 8, 4, 4, 3, 3};
const Rates kHighLarge{20, 19, 18, 17, 15, 13, 13, 12, 10, 9, 8, 6, 6, 4, 4, 4, 3, 3, 2, 2, 1, 1, 1, 1};

/// Share of all removed tokens that is gone at relative depth t in [0, 1], for rates per block.
double removed_until(const Rates& rates, double t) {
  double total = 0;
  for (const auto rate : rates) total += static_cast<double>(rate);
  const double position = t * static_cast<double>(rates.size());
  double removed = 0;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const double share = std::clamp(position - static_cast<double>(i), 0.0, 1.0);
    removed += share * static_cast<double>(rates[i]);
  }
  return removed / total;
}

/// Whole-token rates whose running sum follows `removed` tokens spread over depth by the blended shape.
Rates spread(double steepness, double removed, const VitConfig& config) {
  const Rates low = repeat(16, 11, 10);
  Rates rates;
  std::int64_t done = 0;
  std::int64_t tokens = config.tokens();
  for (std::int64_t block = 0; block < config.depth; ++block) {
    const double t = static_cast<double>(block + 1) / static_cast<double>(config.depth);
    const double share = (1 - steepness) * removed_until(low, t) + steepness * removed_until(kHighBase, t);
    const std::int64_t wanted = std::llround(removed * share) - done;
    const std::int64_t rate = std::clamp<std::int64_t>(wanted, 0, (tokens - config.prefix_tokens()) / 2);
    rates.push_back(rate);
    done += rate;
    tokens -= rate;
  }
  return rates;
}

}  // namespace

std::optional<Rates> paper_rates(PaperRate rate, const VitConfig& config) {
  if (config.depth == 12 && (config.tokens() == 197 || config.tokens() == 198)) {
    if (rate == PaperRate::high) return kHighBase;
    return config.tokens() == 197 ? repeat(16, 11, 10) : repeat(16, 6, 10, 6);
  }
  if (config.depth == 24 && config.tokens() == 197) {
    return rate == PaperRate::high ? kHighLarge : repeat(8, 23, 6);
  }
  return std::nullopt;
}

double paper_speedup(PaperRate rate) {
  const VitConfig base;
  const Rates none(static_cast<std::size_t>(base.depth), 0);
  return count_gmac(base, none) / count_gmac(base, *paper_rates(rate, base));
}

Rates fit_rates(double steepness, double speedup, const VitConfig& config) {
  const double uncompressed = count_gmac(config, Rates(static_cast<std::size_t>(config.depth), 0));
  const auto reached = [&](std::int64_t half_tokens) {
    return uncompressed /
           count_gmac(config, spread(steepness, 0.5 * static_cast<double>(half_tokens), config));
  };
  // The ratio grows with the tokens removed but for whole-token rounding, so bisection comes close and the
  // neighbours decide. Clamped early blocks push their share to later ones, hence the range beyond the number
  // of patches.
  std::int64_t low = 0, high = 8 * config.patches();
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (reached(middle) < speedup) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  constexpr std::int64_t kNeighbours = 16;
  std::int64_t best = low;
  for (std::int64_t near = std::max<std::int64_t>(0, low - kNeighbours); near <= low + kNeighbours; ++near) {
    if (std::abs(reached(near) - speedup) < std::abs(reached(best) - speedup)) best = near;
  }
  return spread(steepness, 0.5 * static_cast<double>(best), config);
}

}  // namespace pyra
