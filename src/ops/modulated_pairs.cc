#include "ops/modulated_pairs.h"

#include <algorithm>

#include "base/memory/carver.h"
#include "ops/for_pictures.h"
#include "reducers/shared/segment_sum.h"

namespace pyra {
namespace {

/// The pairs as a picture of their own.
struct PairPicture {
  float* x_gradient;                   // [2 ranks, C]
  float* size;                         // [2 ranks]
  std::int32_t *source, *destination;  // [ranks]
  std::int32_t* row;                   // [2 ranks]
  std::byte* kernel;

  static PairPicture cut(Carver& from, const MergeShape& shape, std::int64_t ranks) {
    return {.x_gradient = from.take<float>(2 * ranks * shape.channels),
            .size = from.take<float>(2 * ranks),
            .source = from.take<std::int32_t>(ranks),
            .destination = from.take<std::int32_t>(ranks),
            .row = from.take<std::int32_t>(2 * ranks),
            .kernel = from.take_bytes(modulate_backward_scratch(shape, ranks))};
  }
};

MergeShape pair_shape(const MergeInputs& in, std::int64_t channels) {
  return {2 * in.ranks(), channels, in.ranks()};
}

void add_row(const float* from, std::int64_t channels, float* to) {
  for (std::int64_t c = 0; c < channels; ++c) to[c] += from[c];
}

}  // namespace

at::Tensor modulated_pairs(const at::Tensor& x, const MergeInputs& in) {
  const std::int64_t channels = x.size(2), ranks = in.ranks();
  at::Tensor pairs = at::empty({in.pictures(), 2 * ranks, channels}, x.options());
  const auto* from = x.const_data_ptr<float>();
  auto* to = pairs.mutable_data_ptr<float>();
  for_pictures(in.pictures(), [&](std::int64_t b) {
    const MatchedTokens match = in.match(b);
    const float* picture = from + b * in.tokens() * channels;
    float* sources = to + b * 2 * ranks * channels;
    gather_rows(picture, match.source, nullptr, ranks, channels, sources);
    gather_rows(picture, match.destination, nullptr, ranks, channels, sources + ranks * channels);
  });
  return pairs;
}

std::size_t pair_gradient_scratch(const MergeInputs& in, std::int64_t channels) {
  return measured<PairPicture>(pair_shape(in, channels), in.ranks());
}

void add_pair_gradient(const float* pairs, const MergeInputs& in, std::int64_t picture, std::int64_t channels,
                       const float* merged_size, const float* merged_gradient,
                       const ModulationGradient& gradient, void* scratch) {
  const std::int64_t ranks = in.ranks();
  const MergeShape shape = pair_shape(in, channels);
  const auto at = carved<PairPicture>(scratch, shape, ranks);
  const MatchedTokens match = in.match(picture);
  const float* size = in.sizes(picture);
  std::fill_n(at.x_gradient, 2 * ranks * channels, 0.0F);
  for (std::int64_t r = 0; r < ranks; ++r) {
    at.source[r] = static_cast<std::int32_t>(r);
    at.destination[r] = static_cast<std::int32_t>(ranks + r);
    at.size[r] = size[match.source[r]];
    at.size[ranks + r] = size[match.destination[r]];
    at.row[r] = at.row[ranks + r] = match.row[match.source[r]];
  }
  ModulationGradient to = gradient;
  to.x = at.x_gradient;
  modulate_tokens_backward(pairs, at.size, {at.source, at.destination, at.row}, shape, in.modulation(),
                           merged_size, merged_gradient, to, at.kernel);
  for (std::int64_t r = 0; r < ranks; ++r) {
    add_row(at.x_gradient + r * channels, channels, gradient.x + match.source[r] * channels);
    add_row(at.x_gradient + (ranks + r) * channels, channels, gradient.x + match.destination[r] * channels);
  }
}

}  // namespace pyra
