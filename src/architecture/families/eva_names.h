// What timm's EVA models, DINOv3 among them, name otherwise than its ViTs.
#pragma once

#include <string>

#include "pyra/host_tensor.h"

namespace pyra {

/// attn.q_bias and attn.v_bias: that of the keys is zero. `block`: "blocks.0.".
void join_biases(TensorMap& tensors, const std::string& block);

/// Gate and up apart: fc1_g and fc1_x in timm, w1 and w2 (and w3 for fc2) in DINOv3's authors' files.
void join_gates(TensorMap& tensors, const std::string& block);

}  // namespace pyra
