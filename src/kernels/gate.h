// The gate of an MLP, forward and backward, on rows of numbers: half of each, through the activation, times
// the other half.
#pragma once

#include <cstdint>

#include "kernels/attention.h"
#include "kernels/quantise.h"
#include "pyra/activation.h"

namespace pyra {

/// Dense rows of 2 H numbers, a gate and what it lets through, or of H.
struct GatedRows {
  std::int64_t rows, width;  // H
};

/// to[i][c] = activation(z[i][c]) z[i][H + c], as exact as activate(). z [rows, 2 H], to [rows, H]; of one
/// row `to` may be `z`.
template <typename T>
void gate(Activation activation, const T* z, const GatedRows& shape, T* to);

/// to [rows, 2 H]: the gradient of z from `gradient` [rows, H], that of gate(). `to` may be `z`.
template <typename T>
void gate_backward(Activation activation, const T* z, const T* gradient, const GatedRows& shape, T* to);

/// The same of an int8 product's values, whose columns are 2 H: to [rows, H] rounded as by quantise_rows().
/// `row_scratch` [H] floats.
void dequantise_gated(const ScaledSums& product, Activation activation, std::int8_t* to, float* scale,
                      float* row_scratch);

}  // namespace pyra
