// A Vision Transformer small enough for every test, and pictures for it.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "pyra/host_tensor.h"
#include "support/vit_sizes.h"

namespace pyra {

/// 17 tokens of 40 channels: no size is a multiple of a vector.
inline VitConfig small_config() {
  return testing::vit_of(
      {.image = 16, .patch = 4, .dim = 40, .depth = 3, .heads = 4, .mlp_dim = 88, .classes = 7});
}

inline std::vector<float> random_images(const VitConfig& config, std::int64_t batch) {
  std::vector<float> images(static_cast<std::size_t>(batch * 3 * config.image_height * config.image_width));
  std::uint32_t state = 12345;
  for (float& pixel : images) {
    state = state * 1664525U + 1013904223U;
    pixel = static_cast<float>(state >> 8) / 8388608.0F - 1.0F;
  }
  return images;
}

/// Weights of this shape, the same every time.
inline HostTensor numbers(std::vector<std::int64_t> shape, float scale) {
  std::int64_t count = 1;
  for (const std::int64_t side : shape) count *= side;
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) values.push_back(scale * std::sin(static_cast<float>(7 * i + 1)));
  return make_tensor(values, std::move(shape));
}

}  // namespace pyra
