// Starting values of trainable weights.
#pragma once

#include <ATen/ATen.h>

#include "model/parameter.h"

namespace pyra {

/// Uniform in +-1/sqrt(fan in): PyTorch's kaiming_uniform with a = sqrt 5. weight [out, in].
void kaiming_uniform(const at::Tensor& weight, at::Generator& random);

/// A whole Vision Transformer from nothing, as timm does: truncated normal (std 0.02, cut at 2 std) for
/// matrices, positions and the head; zeros for biases; ones for norms; small normal for tokens.
void initialise_vit(const ParameterList& parameters, at::Generator& random);

}  // namespace pyra
