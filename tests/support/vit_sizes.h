// Vision Transformers of any size, for tests that need a small one.
#pragma once

#include <cstdint>

#include "pyra/vit_config.h"

namespace pyra::testing {

/// Square pictures; what is not said is ViT-B/16's.
struct VitSizes {
  std::int64_t image = 224, patch = 16, dim = 768, depth = 12, heads = 12, mlp_dim = 3072, classes = 1000;
};

inline VitConfig vit_of(const VitSizes& sizes) {
  VitConfig config;
  config.image_height = config.image_width = sizes.image;
  config.patch = sizes.patch;
  config.dim = sizes.dim;
  config.depth = sizes.depth;
  config.heads = sizes.heads;
  config.mlp_dim = sizes.mlp_dim;
  config.classes = sizes.classes;
  return config;
}

}  // namespace pyra::testing
