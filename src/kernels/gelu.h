// GELU by erf, forward and backward, on plain rows of numbers.
#pragma once

#include <cstdint>

#include "kernels/attention.h"

namespace pyra {

/// to[i] = 0.5 z[i] (1 + erf(z[i] / sqrt 2)), within 2e-6 (bf16: rounded after). `to` may be `z`.
template <typename T>
void gelu(const T* z, std::int64_t count, T* to);

/// to[i] = gradient[i] gelu'(z[i]), gelu'(z) = 0.5 (1 + erf(z / sqrt 2)) + z exp(-z^2 / 2) / sqrt(2 pi). `to` may be
/// `gradient` or `z`.
template <typename T>
void gelu_backward(const T* z, const T* gradient, std::int64_t count, T* to);

}  // namespace pyra
