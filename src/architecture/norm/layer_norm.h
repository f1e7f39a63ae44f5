// The kind of norm that all norms of a backbone are.
#pragma once

#include "architecture/tensor_list.h"

namespace pyra {

/// Scale and bias of a LayerNorm of the config's channels.
void add_norm(const VitConfig& config, const std::string& name, TensorList& list);

}  // namespace pyra
