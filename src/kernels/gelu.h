// GELU by erf or by one of its approximations, forward and backward, on plain rows of numbers.
#pragma once

#include <cstdint>

#include "kernels/attention.h"
#include "pyra/activation.h"

namespace pyra {

/// to[i] = activation(z[i]), within 2e-6 (bf16: rounded after). `to` may be `z`.
template <typename T>
void gelu(Activation activation, const T* z, std::int64_t count, T* to);

/// to[i] = gradient[i] activation'(z[i]); of the exact one 0.5 (1 + erf(z / sqrt 2)) + z exp(-z^2 / 2) /
/// sqrt(2 pi). `to` may be `gradient` or `z`.
template <typename T>
void gelu_backward(Activation activation, const T* z, const T* gradient, std::int64_t count, T* to);

}  // namespace pyra
