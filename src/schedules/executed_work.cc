#include "schedules/executed_work.h"

#include <functional>
#include <numeric>

#include "architecture/pooling/attention_pool.h"
#include "pyra/schedule.h"

namespace pyra {

double executed_pool_macs(const VitConfig& config, std::int64_t seen) {
  const double dim = static_cast<double>(config.dim);
  return 2 * static_cast<double>(seen * config.heads_of_pool()) * dim + 2 * dim * dim +
         2 * dim * static_cast<double>(config.mlp_dim);
}

double executed_gmac(const VitConfig& config, const std::vector<std::int64_t>& rates) {
  const double whole = count_gmac(config, rates);
  if (config.pooling == Pooling::attention) {
    const std::int64_t left = std::accumulate(rates.begin(), rates.end(), config.tokens(), std::minus<>()),
                       seen = left - (config.pool_prefix ? 0 : config.prefix_tokens());
    return whole + (executed_pool_macs(config, seen) - pool_macs(config, seen)) / 1e9;
  }
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
