// The tensors of a file become a backbone's weights: exactly those of its config, float32, finite.
#pragma once

#include <string>

#include "pyra/host_tensor.h"
#include "pyra/vit_config.h"

namespace pyra {

/// Throws InputError naming the first tensor that is missing, of another shape, or none of the config's.
void check_tensors(const TensorMap& tensors, const VitConfig& config);

/// Mapped float32 data stay where they are if they are aligned. Throws InputError where the tensor is not of
/// floating point or not finite.
HostTensor to_weight(const std::string& name, const HostTensor& tensor);

}  // namespace pyra
