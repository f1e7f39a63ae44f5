// Token merging with PYRA's modulation in plain words and double precision, for reference_vit.cc. Only the
// matching, whose tests have an oracle of their own, is shared with the engine.
#pragma once

#include <cstdint>
#include <string>

#include "engine/reference_layers.h"
#include "pyra/vit_config.h"

namespace pyra {

/// Merges `rate` tokens of x between attention and MLP of the block called `name`, by the keys in qkv
/// [N][3 C], with what a dense adapter carries along; size [N] are the tokens' sizes.
void reference_merge(const ReferenceWeights& weights, const VitConfig& config, const std::string& name,
                     std::int64_t rate, const Rows& qkv, Rows& x, Row& size, Rows& carried);

}  // namespace pyra
