// LoRA disappears into the fused q, k, v projection: W + B A.
#pragma once

#include "architecture/tensor_shapes.h"

namespace pyra {

/// blocks.N.attn.LoRA_a [rank, C] and LoRA_b [3C, rank].
TensorShapes lora_shapes(const VitConfig& config, std::int64_t rank);
/// In float32, summed over the rank in its order: the same bits on every machine and with any number of
/// threads.
void fold_lora(TensorMap& tensors, const VitConfig& config);

}  // namespace pyra
