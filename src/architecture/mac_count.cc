#include "pyra/schedule.h"

namespace pyra {

double count_gmac(const VitConfig& config, const std::vector<std::int64_t>& rates) {
  const double dim = static_cast<double>(config.dim);
  const double patch_area = 3.0 * static_cast<double>(config.patch * config.patch);
  double macs = static_cast<double>(config.patches()) * patch_area * dim;
  std::int64_t tokens = config.tokens();
  for (const std::int64_t rate : rates) {
    const double n = static_cast<double>(tokens);
    macs += 4 * n * dim * dim + 2 * n * n * dim;
    if (rate > 0) {
      const std::int64_t half = tokens / 2;
      macs += static_cast<double>((tokens - half) * half * config.head_dim());
    }
    tokens -= rate;
    macs += 2 * static_cast<double>(tokens) * dim * static_cast<double>(config.mlp_dim);
  }
  const int heads = config.classes > 0 ? (config.distilled ? 2 : 1) : 0;
  macs += heads * static_cast<double>(config.classes) * static_cast<double>(config.features());
  if (config.pre_logits > 0) macs += dim * static_cast<double>(config.pre_logits);
  return macs / 1e9;
}

}  // namespace pyra
