// The activation of an MLP on torch's tensors, on any device and with torch's gradient.
#pragma once

#include <ATen/core/Tensor.h>

#include "pyra/activation.h"

namespace pyra {

at::Tensor activate(const at::Tensor& z, Activation activation);

/// activation(gate) up of z [..., 2 H], gate and up: [..., H].
at::Tensor gate(const at::Tensor& z, Activation activation);

}  // namespace pyra
