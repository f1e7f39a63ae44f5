#include "architecture/positions/resample.h"

#include <algorithm>

#include "architecture/positions/bicubic_taps.h"
#include "pyra/error.h"

namespace pyra {
namespace {

/// values [outer, in, inner] -> [outer, taps, inner]
std::vector<float> resample(const std::vector<float>& values, std::int64_t outer, std::int64_t in,
                            std::int64_t inner, const std::vector<Taps>& taps) {
  const auto out = static_cast<std::int64_t>(taps.size());
  std::vector<float> result(static_cast<std::size_t>(outer * out * inner));
  std::vector<double> sums(static_cast<std::size_t>(inner));
  for (std::int64_t o = 0; o < outer; ++o) {
    for (std::int64_t i = 0; i < out; ++i) {
      const Taps& tap = taps[static_cast<std::size_t>(i)];
      std::fill(sums.begin(), sums.end(), 0.0);
      for (std::size_t j = 0; j < tap.weights.size(); ++j) {
        const float* row = values.data() + (o * in + tap.first + static_cast<std::int64_t>(j)) * inner;
        for (std::int64_t c = 0; c < inner; ++c) sums[static_cast<std::size_t>(c)] += tap.weights[j] * row[c];
      }
      std::transform(sums.begin(), sums.end(), result.begin() + (o * out + i) * inner,
                     [](double sum) { return static_cast<float>(sum); });
    }
  }
  return result;
}

}  // namespace

void resample_positions(Backbone& backbone, const VitConfig& resized) {
  const VitConfig& config = backbone.config;
  const std::int64_t rows = config.image_height / config.patch, columns = config.image_width / config.patch;
  const std::int64_t new_rows = resized.image_height / config.patch,
                     new_columns = resized.image_width / config.patch;
  const auto found = backbone.tensors.find("pos_embed");
  if (found == backbone.tensors.end()) throw InputError("the backbone has no pos_embed to interpolate");
  const std::vector<float> all = found->second.to_float();
  const std::int64_t prefix = config.pos_embed_has_prefix ? config.prefix_tokens() : 0;
  if (static_cast<std::int64_t>(all.size()) != (prefix + rows * columns) * config.dim) {
    throw InputError("pos_embed is " + found->second.describe() +
                     ", which is not what the backbone's config states");
  }

  const auto patches_begin = all.begin() + prefix * config.dim;
  std::vector<float> patches(patches_begin, all.end());
  const PositionResizing rule = config.position_resizing;
  patches = resample(patches, rows, columns, config.dim, bicubic_taps(rule, columns, new_columns));
  patches = resample(patches, 1, rows, new_columns * config.dim, bicubic_taps(rule, rows, new_rows));
  std::vector<float> result(all.begin(), patches_begin);
  result.insert(result.end(), patches.begin(), patches.end());
  found->second = make_tensor(result, {1, prefix + new_rows * new_columns, config.dim});
}

}  // namespace pyra
