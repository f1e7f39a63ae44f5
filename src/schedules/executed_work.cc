#include "schedules/executed_work.h"

#include <numeric>

#include "pyra/schedule.h"

namespace pyra {

double executed_gmac(const VitConfig& config, const std::vector<std::int64_t>& rates) {
  const double whole = count_gmac(config, rates);
  if (config.pooling != Pooling::class_token) return whole;
  const std::int64_t tokens =
      config.tokens() - std::accumulate(rates.begin(), rates.end() - 1, std::int64_t{0});
  const std::int64_t rate = rates.back(), half = tokens / 2;
  const double n = static_cast<double>(tokens), dim = static_cast<double>(config.dim),
               mlp = static_cast<double>(config.mlp_up() + config.mlp_dim);
  const double prefix = static_cast<double>(config.prefix_tokens());
  const double skipped_rows = n - prefix;
  double skipped = 2 * skipped_rows * dim * dim  // q and proj
                   + 2 * skipped_rows * n * dim  // logits and mixing
                   + (n - static_cast<double>(rate) - prefix) * dim * mlp;
  if (rate > 0) skipped += static_cast<double>((tokens - half) * half * config.head_dim());
  return whole - skipped / 1e9;
}

}  // namespace pyra
