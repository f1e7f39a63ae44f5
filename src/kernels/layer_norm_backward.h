// The gradient of LayerNorm (kernels/layer_norm.h) with respect to its input, where weight and bias are
// frozen.
#pragma once

#include <cstdint>

#include "kernels/layer_norm.h"

namespace pyra {

/// to[i] = (g - mean(g) - n mean(g n)) / deviation for each of `rows` rows, where g = gradient[i] weight and
/// n is row i of x normalised, which is computed again from x. Dense rows; `to` may be `gradient`.
void layer_norm_backward(const float* x, const float* gradient, std::int64_t rows, const NormWeights& norm,
                         float* to);

}  // namespace pyra
