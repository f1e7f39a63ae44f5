// Between int8 products and the rest: activations are rounded per token as they come, sums of products scaled
// back.
#pragma once

#include <cstdint>

#include "kernels/attention.h"
#include "pyra/activation.h"

namespace pyra {

/// to[i][c] = round(from[i][c] / scale[i]) + int8_offset() with scale[i] = max_c |from[i][c]| / 127 (1 for a
/// row of zeros). Dense rows.
template <typename T>
void quantise_rows(const T* from, std::int64_t rows, std::int64_t columns, std::int8_t* to, float* scale);

/// What an int8 product left: value = (sum - zero_sums[c]) * row_scale[i] * column_scale[c] + bias[c].
struct ScaledSums {
  const std::int32_t* sums;       // [rows, columns]
  const std::int32_t* zero_sums;  // [columns]
  const float* row_scale;         // [rows]
  const float* column_scale;      // [columns]
  const float* bias;              // [columns]
  std::int64_t rows, columns;
};

/// to [rows, columns] = the values; its rows are `to_row` apart.
template <typename T>
void dequantise(const ScaledSums& product, T* to, std::int64_t to_row);
/// to += the values.
void dequantise_add(const ScaledSums& product, float* to, std::int64_t to_row);
/// activation(values), dense, rounded as by quantise_rows() for the next product. `row_scratch` [columns]
/// floats.
void dequantise_activated(const ScaledSums& product, Activation activation, std::int8_t* to, float* scale,
                          float* row_scratch);

}  // namespace pyra
