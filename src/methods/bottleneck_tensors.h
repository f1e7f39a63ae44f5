// Which tensors the bottlenecks add to a backbone.
#pragma once

#include "architecture/tensor_shapes.h"

namespace pyra {

/// blocks.N.adapter.*, the bottleneck after each MLP; none for width 0.
TensorShapes adapter_shapes(const VitConfig& config, std::int64_t width);
/// blocks.N.adaptmlp.*, a bottleneck beside each MLP: AdaptFormer's, and dense adapters.
TensorShapes adaptformer_shapes(const VitConfig& config, std::int64_t width);
TensorShapes dense_adapter_shapes(const VitConfig& config, std::int64_t width);

}  // namespace pyra
