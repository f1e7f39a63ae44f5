#include "engine/cpu/bottleneck.h"

#include <algorithm>
#include <cmath>

#include "base/memory/carver.h"
#include "kernels/small_product.h"

namespace pyra {
namespace {

constexpr std::int64_t kRowsAtOnce = 16;

struct Parts {
  float* hidden;  // [kRowsAtOnce, width]
  float* wide;    // [kRowsAtOnce, C]: norm2 x, then D

  static Parts cut(Carver& from, const PackedBottleneck& weights) {
    return {.hidden = from.take<float>(kRowsAtOnce * weights.width),
            .wide = from.take<float>(kRowsAtOnce * static_cast<std::int64_t>(weights.up_bias.size()))};
  }
};

/// hidden [count, width] = act(hidden + bias).
void activate(const PackedBottleneck& weights, std::int64_t count, float* hidden) {
  const bool relu = weights.activation == BottleneckWeights::Activation::relu;
  for (std::int64_t i = 0; i < count * weights.width; ++i) {
    const float z = hidden[i] + weights.down_bias[static_cast<std::size_t>(i % weights.width)];
    hidden[i] = relu ? std::max(0.0F, z) : z / (1.0F + std::exp(-1.702F * z));
  }
}

}  // namespace

PackedBottleneck::PackedBottleneck(const BottleneckWeights& plain)
    : reads(plain.reads),
      activation(plain.activation),
      width(padded(plain.width())),
      up_bias(plain.up_bias),
      carries(plain.carries),
      opens(plain.opens),
      closes(plain.closes) {
  const std::size_t dim = up_bias.size(), narrow = plain.down_bias.size();
  const auto wide = static_cast<std::size_t>(width);
  down.assign(dim * wide, 0.0F);
  down_bias.assign(wide, 0.0F);
  up.assign(wide * dim, 0.0F);
  std::copy(plain.down_bias.begin(), plain.down_bias.end(), down_bias.begin());
  for (std::size_t w = 0; w < narrow; ++w) {
    for (std::size_t c = 0; c < dim; ++c) {
      down[c * wide + w] = plain.down[w * dim + c];
      up[w * dim + c] = plain.up[c * narrow + w];
    }
  }
}

std::size_t bottleneck_scratch(const PackedBottleneck& weights) { return measured<Parts>(weights); }

void add_bottleneck(const PackedBottleneck& weights, const NormWeights& norm2, const BottleneckRows& rows,
                    Team& team, std::byte* scratch, std::size_t thread_stride) {
  const auto dim = static_cast<std::int64_t>(weights.up_bias.size());
  const std::int64_t width = weights.width;
  team.for_each((rows.count + kRowsAtOnce - 1) / kRowsAtOnce, [&](std::int64_t part, int thread) {
    const std::int64_t first = part * kRowsAtOnce, count = std::min(kRowsAtOnce, rows.count - first);
    const auto [hidden, wide] =
        carved<Parts>(scratch + static_cast<std::size_t>(thread) * thread_stride, weights);
    float* to = rows.x + first * dim;
    const float* mlp = weights.reads_mlp() ? rows.mlp + first * dim : nullptr;
    const bool normed = weights.reads == BottleneckWeights::Reads::norm;
    if (normed) layer_norm(to, count, norm2, wide);
    const float* from = normed ? wide : mlp != nullptr ? mlp : to;
    small_product({from, dim, 1}, weights.down.data(), width, {count, dim, width}, false, hidden, width);
    activate(weights, count, hidden);
    for (std::int64_t r = 0; r < count; ++r) std::copy_n(weights.up_bias.data(), dim, wide + r * dim);
    small_product({hidden, width, 1}, weights.up.data(), dim, {count, width, dim}, true, wide, dim);
    if (mlp != nullptr) {
      for (std::int64_t i = 0; i < count * dim; ++i) to[i] += mlp[i] + wide[i];
      return;
    }
    float* sum = rows.carried != nullptr ? rows.carried + first * dim : nullptr;
    for (std::int64_t i = 0; i < count * dim; ++i) {
      const float total = weights.opens ? wide[i] : sum[i] + wide[i];
      to[i] += weights.closes ? wide[i] + total : wide[i];
      if (!weights.closes && sum != nullptr) sum[i] = total;
    }
  });
}

}  // namespace pyra
