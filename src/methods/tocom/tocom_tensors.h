// Names and shapes of a compensator's tensors.
#pragma once

#include "architecture/tensor_shapes.h"

namespace pyra {

/// "blocks.N.attn.q_tocom.adapter_" and so on: what = 'q' or 'v'.
std::string tocom_name(std::int64_t block, char what);
/// Down [width, C] and up [C, width] of q and v in every block.
TensorShapes tocom_shapes(const VitConfig& config, std::int64_t width);

}  // namespace pyra
