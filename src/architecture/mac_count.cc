#include "architecture/model_spec.h"
#include "pyra/schedule.h"

namespace pyra {
namespace {

/// Of half the tokens with the other half, as matching compares them: one head's channels.
double matching_macs(std::int64_t tokens, std::int64_t head_dim) {
  const std::int64_t half = tokens / 2;
  return static_cast<double>((tokens - half) * half * head_dim);
}

}  // namespace

double count_gmac(const VitConfig& config, const std::vector<std::int64_t>& rates) {
  const auto blocks = static_cast<std::int64_t>(rates.size());
  TokenCounts tokens{config.tokens(), config.tokens()};
  double macs = 0;
  ModelSpec(config).walk(
      blocks,
      [&](const Part& part) {
        if (part.macs != nullptr) macs += part.macs(config, tokens);
      },
      [&](std::int64_t block) {
        const std::int64_t rate = block < blocks ? rates[static_cast<std::size_t>(block)] : 0;
        tokens = {tokens.after, tokens.after - rate};
        if (rate > 0) macs += matching_macs(tokens.before, config.head_dim());
      });
  return macs / 1e9;
}

}  // namespace pyra
