// A Vision Transformer's sizes for searches that run none.
#pragma once

#include "architecture/architectures.h"

namespace pyra::testing {

/// 197 tokens, 12 blocks.
inline VitConfig tiny() { return find_architecture("vit_tiny_patch16_224"); }

}  // namespace pyra::testing
