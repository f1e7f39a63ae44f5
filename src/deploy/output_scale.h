// Outputs that were learned in units of their own spread are brought back to their own.
#pragma once

#include "pyra/adapter_manifest.h"
#include "pyra/host_tensor.h"

namespace pyra {

/// Makes it part of the heads' weights and biases: head.*, head_dist.*.
void fold_output_scale(TensorMap& tensors, const OutputScale& scale);

}  // namespace pyra
