// Which tensors a model must have, by its parts; checking that it has exactly those.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "pyra/host_tensor.h"
#include "pyra/vit_config.h"

namespace pyra {

/// Name and shape of each.
using TensorShapes = std::vector<std::pair<std::string, std::vector<std::int64_t>>>;

/// Throws InputError naming the first of `wanted` that `tensors` lack or hold in another shape or as whole
/// numbers, then the first of `tensors` that nobody wants.
void check_tensors(const TensorMap& tensors, const TensorShapes& wanted);

}  // namespace pyra
