// The activation of an MLP, forward and backward, on plain rows of numbers.
#pragma once

#include <cstdint>

#include "kernels/attention.h"
#include "pyra/activation.h"

namespace pyra {

/// to[i] = activation(z[i]), within 2e-6 (bf16: rounded after). `to` may be `z`.
template <typename T>
void activate(Activation activation, const T* z, std::int64_t count, T* to);

/// to[i] = gradient[i] activation'(z[i]). `to` may be `gradient` or `z`.
template <typename T>
void activate_backward(Activation activation, const T* z, const T* gradient, std::int64_t count, T* to);

}  // namespace pyra
