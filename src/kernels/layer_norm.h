// LayerNorm of rows of the residual stream, stored as the next product wants to read them.
#pragma once

#include <cstdint>

#include "kernels/attention.h"

namespace pyra {

struct NormWeights {
  const float *weight, *bias;  // [C]
  std::int64_t channels;       // C
  float eps;
};

/// to[i] = (x[i] - mean) / sqrt(variance + eps) * weight + bias for each of `rows` rows of C; sums in
/// float32. In and out are dense and must not overlap unless they are the same float32 memory.
void layer_norm(const float* x, std::int64_t rows, const NormWeights& norm, float* to);
void layer_norm(const float* x, std::int64_t rows, const NormWeights& norm, Bf16* to);
/// Rounded with a scale for each row, as by quantise_rows() of kernels/quantise.h. `row_scratch` [C] floats.
void layer_norm(const float* x, std::int64_t rows, const NormWeights& norm, std::int8_t* to, float* scale,
                float* row_scratch);

}  // namespace pyra
