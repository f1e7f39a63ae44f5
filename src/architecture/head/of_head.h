// What of a model belongs to its task head, and goes when another one comes.
#pragma once

#include <string_view>

#include "pyra/host_tensor.h"
#include "pyra/vit_config.h"

namespace pyra {

/// head, head_dist, and the projection that stands before a head.
bool is_of_head(std::string_view tensor);

/// Takes them away; what is left answers with the pooled features.
void take_off_head(TensorMap& tensors, VitConfig& config);

}  // namespace pyra
