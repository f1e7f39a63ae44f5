// What the bottlenecks share: a narrow map's tensors, and where they stand.
#pragma once

#include "architecture/tensor_shapes.h"

namespace pyra {

/// NAME.weight [out, in] and NAME.bias [out].
void add_map(TensorShapes& shapes, const std::string& name, std::int64_t in, std::int64_t out);

/// "blocks.N." + `part`.
std::string in_block(std::int64_t block, const char* part);

/// A pair of maps in every block: C to width, width to C.
TensorShapes pair_of_maps(const VitConfig& config, std::int64_t width, const char* down, const char* up);

}  // namespace pyra
