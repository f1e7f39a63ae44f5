// A Vision Transformer's sizes for searches that run none.
#pragma once

#include "pyra/vit_config.h"

namespace pyra::testing {

/// 197 tokens, 12 blocks.
inline VitConfig tiny() {
  VitConfig config;
  config.image_height = config.image_width = 224;
  config.patch = 16;
  config.dim = 192;
  config.depth = 12;
  config.heads = 3;
  config.mlp_dim = 768;
  config.classes = 10;
  return config;
}

}  // namespace pyra::testing
