#include "reducers/modulate_tokens_reference.h"

#include <cmath>
#include <vector>

namespace pyra {
namespace {

double sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

}  // namespace

void modulate_tokens_reference(const double* x, const float* size, const MatchedTokens& match,
                               const MergeShape& shape, const ModulationOf<double>& m,
                               const float* merged_size, double* merged) {
  const std::int64_t channels = shape.channels;
  const auto weighted = [&](std::int32_t token, std::int64_t c) {
    return x[token * channels + c] * (size != nullptr ? static_cast<double>(size[token]) : 1.0);
  };
  std::vector<double> normed(static_cast<std::size_t>(m.ranks * channels));  // M
  for (std::int64_t r = 0; r < m.ranks; ++r) {
    double* row = normed.data() + r * channels;
    double mean = 0, variance = 0;
    for (std::int64_t c = 0; c < channels; ++c) {
      row[c] = weighted(match.source[r], c) + weighted(match.destination[r], c);
      mean += row[c] / static_cast<double>(channels);
    }
    for (std::int64_t c = 0; c < channels; ++c)
      variance += (row[c] - mean) * (row[c] - mean) / static_cast<double>(channels);
    for (std::int64_t c = 0; c < channels; ++c) {
      row[c] = (row[c] - mean) / std::sqrt(variance + m.eps) * m.norm_weight[c] + m.norm_bias[c];
    }
  }
  std::vector<double> w_c(static_cast<std::size_t>(channels));
  for (std::int64_t c = 0; c < channels; ++c) {
    double u = 0;
    for (std::int64_t r = 0; r < m.ranks; ++r)
      u += m.w_r[r] * normed[static_cast<std::size_t>(r * channels + c)];
    w_c[static_cast<std::size_t>(c)] = 2 * sigmoid(u);
  }
  for (std::int64_t r = 0; r < m.ranks; ++r) {
    double z = 0;
    for (std::int64_t c = 0; c < channels; ++c)
      z += normed[static_cast<std::size_t>(r * channels + c)] * m.w_d[c];
    const double w_t = 2 * sigmoid(z) - 1;
    const std::int32_t row = match.row[match.source[r]];
    for (std::int64_t c = 0; c < channels; ++c) {
      merged[row * channels + c] += weighted(match.source[r], c) * w_c[static_cast<std::size_t>(c)] * w_t /
                                    static_cast<double>(merged_size[row]);
    }
  }
}

}  // namespace pyra
